import { Priority, type BulkReport, type TaskAction } from '@taskloom/sdk'
import type { TestLoom } from '@taskloom/sdk/testing'
import { expect, test } from 'vitest'

import { Download, Resize, Step } from '../support/definitions.ts'
import { jobs, Job } from '../support/jobs.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { failReady, standings, step } from '../support/steps.ts'
import { testLoom } from '../support/test-loom.ts'

/** Two chains of two; the first of one has failed, that of the other is running. */
async function twoChains(context: TestLoom): Promise<ReturnType<typeof step>[]> {
  const [failed, running] = [step('failed'), step('running')]
  const [after, waiting] = [step('after', failed), step('waiting', running)]
  await context.loom.push([failed, after, running, waiting])
  for (const task of await context.loom.popMany(Step, 2))
    if (task.id === failed.id) await task.fail(new Error('no'))
  await context.untilResolved()
  return [failed, after, running, waiting]
}

test('bulk: a dry run says what would be done, with the dependents, and changes nothing', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  await twoChains(context)
  const before = await raw.tasks.find().sort({ _id: 1 }).toArray()
  const foresee = (action: TaskAction, state?: 'FAILED' | 'RUNNING'): Promise<BulkReport> =>
    loom.bulk({ definition: Step, ...(state === undefined ? {} : { state }) }, action, { dryRun: true })

  expect(await foresee({ kind: 'retry' }, 'FAILED')).toEqual({
    matched: 2,
    changed: 2,
    changes: { failed: 1, 'failed-upstream': 1 },
    cascade: {},
    skipped: {},
    failures: [],
    isComplete: true,
  })
  expect(await foresee({ kind: 'rerun' }, 'RUNNING')).toMatchObject({
    changes: { running: 1 },
    cascade: { blocked: 1 },
  })
  expect(await foresee({ kind: 'cancel' }, 'RUNNING')).toMatchObject({
    changes: { running: 1 },
    cascade: { blocked: 1 },
  })
  expect(await foresee({ kind: 'cancel', downstream: true })).toMatchObject({
    matched: 4,
    changed: 2,
    changes: { running: 1, blocked: 1 },
    cascade: {},
    skipped: { state: 2 },
  })
  expect(await foresee({ kind: 'delete' }, 'RUNNING')).toMatchObject({ cascade: { blocked: 1 } })
  expect(await foresee({ kind: 'requeue' })).toMatchObject({
    changed: 0,
    skipped: { state: 3, 'not-scheduled': 1 },
  })
  expect(await raw.tasks.find().sort({ _id: 1 }).toArray()).toEqual(before)
})

test('bulk: what a dry run foresees is what happens', async () => {
  const actions: readonly TaskAction[] = [
    { kind: 'retry' },
    { kind: 'rerun' },
    { kind: 'cancel' },
    { kind: 'cancel', downstream: true },
    { kind: 'delete' },
    { kind: 'setPriority', priority: Priority.HIGH },
    { kind: 'extendExpiry', by: '1h' },
    { kind: 'requeue' },
  ]
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  for (const action of actions) {
    await raw.tasks.deleteMany({})
    const [failed, , running] = await twoChains(context)
    const ids = [failed!, running!]
    const { cascade: foreseen, ...before } = await context.loom.bulk({ ids }, action, { dryRun: true })
    const { cascade, ...after } = await context.loom.bulk({ ids }, action)
    expect(after).toEqual(before)
    const counted = action.kind === 'delete' || (action.kind === 'cancel' && action.downstream !== true)
    expect(cascade).toEqual(counted ? {} : foreseen)
  }
})

test('bulk: retry brings back what ended because of others wherever it stands in the list', async () => {
  await using context = await testLoom()
  const [failed, after, running] = await twoChains(context)
  const report = await context.loom.bulk({ ids: [after!, running!, failed!, 'nobody'] }, { kind: 'retry' })
  expect(report).toMatchObject({
    matched: 4,
    changed: 2,
    changes: { failed: 1, 'failed-upstream': 1 },
    skipped: { state: 1, 'not-found': 1 },
  })
  expect(report.failures).toEqual(
    expect.arrayContaining([
      { id: 'nobody', reason: 'not-found' },
      { id: running!.id, reason: 'state' },
    ]),
  )
  expect(await standings(context, [failed!, after!])).toEqual(['worker', 'dependencies'])
})

test('bulk: one task whose input is gone does not keep the others from running again', async () => {
  await using context = await testLoom()
  const { loom } = context
  const sources = ['a', 'b', 'c'].map((url) => Download({ url }))
  const resizes = sources.map((source, width) => Resize({ width }, { dependsOn: { source } }))
  await loom.push(resizes)
  for (const task of await loom.popMany(Download, 3)) await task.finish({ path: 'a' })
  await context.untilResolved()
  for (const task of await loom.popMany(Resize, 3)) await task.fail(new Error('no'))
  await context.untilResolved()
  await loom.delete(sources[1]!)
  const report = await loom.bulk({ definition: 'resize', state: 'FAILED' }, { kind: 'retry' })
  expect(report).toMatchObject({ matched: 3, changed: 2, skipped: { 'dependency-missing': 1 } })
  expect(await standings(context, resizes)).toEqual(['worker', 'FAILED', 'worker'])
  // Rerunning reaches the dependent of the deleted one from nowhere, and the others go on.
  expect(await loom.bulk({ ids: resizes }, { kind: 'rerun' })).toMatchObject({ changed: 2 })
})

test('bulk: filters by definition, state, DAG, priority and age; the rest is not touched', async () => {
  await using context = await testLoom()
  const { loom } = context
  const dag = await loom.push([Download({ url: 'a' }), Download({ url: 'b' }, { priority: Priority.HIGH })])
  await loom.push([step('c'), step('d')])
  const matched = async (filter: Parameters<typeof loom.bulk>[0]): Promise<number> =>
    (await loom.bulk(filter, { kind: 'cancel' }, { dryRun: true })).matched
  const [future, past] = [new Date(Date.now() + 3_600_000), new Date(Date.now() - 3_600_000)]
  expect(await matched({ definition: Download })).toBe(2)
  expect(await matched({ definition: [Download, 'step'] })).toBe(4)
  expect(await matched({ dagId: dag.id })).toBe(2)
  expect(await matched({ priority: Priority.HIGH })).toBe(1)
  expect(await matched({ state: ['FAILED', 'CREATED'] })).toBe(4)
  expect(await matched({ createdBefore: past })).toBe(0)
  expect(await matched({ createdBefore: future, createdAfter: past, definition: Step })).toBe(2)
  expect(await loom.bulk({ dagId: dag.id }, { kind: 'cancel' })).toMatchObject({ changed: 2 })
  expect(await dag.finished()).toMatchObject({ outcome: 'CANCELLED' })
  expect(await loom.popMany(Step, 10)).toHaveLength(2)
})

test('bulk: reports progress chunk by chunk, and stops when it is told to', async () => {
  await using context = await testLoom()
  const { loom } = context
  await loom.push(jobs(1_200))
  const stop = new AbortController()
  const seen: unknown[] = []
  const report = await loom.bulk(
    { definition: Job },
    { kind: 'setPriority', priority: Priority.HIGH },
    {
      signal: stop.signal,
      onProgress: (progress) => {
        seen.push(progress)
        if (progress.done >= 1_000) stop.abort()
      },
    },
  )
  expect(seen).toEqual([
    { done: 500, total: 1_200 },
    { done: 1_000, total: 1_200 },
  ])
  expect(report).toMatchObject({ matched: 1_200, changed: 1_000, isComplete: false })
  expect(await loom.count(Job, { priority: Priority.HIGH })).toBe(1_000)
})

test('bulk: retries a whole DAG that was cancelled', async () => {
  await using context = await testLoom()
  const [first] = [step('first')]
  const second = step('second', first)
  const dag = await context.loom.push(step('third', second))
  await dag.cancel()
  const report = await context.loom.bulk({ dagId: dag.id, state: 'CANCELLED' }, { kind: 'retry' })
  expect(report).toMatchObject({ matched: 3, changed: 3, skipped: {} })
  expect(await standings(context, [first, second])).toEqual(['worker', 'dependencies'])
})

const mistakes: readonly (readonly [string, unknown, unknown])[] = [
  ['an empty filter', {}, { kind: 'delete' }],
  ['a filter that is none', null, { kind: 'delete' }],
  ['a misspelt key', { states: 'FAILED' }, { kind: 'delete' }],
  ['an unknown state', { state: 'BROKEN' }, { kind: 'delete' }],
  ['an operator for an id', { ids: [{ $ne: 'a' }] }, { kind: 'delete' }],
  ['an operator for a DAG', { dagId: { $ne: 'a' } }, { kind: 'delete' }],
  ['an operator for a date', { createdBefore: { $ne: 1 } }, { kind: 'delete' }],
  ['ids and something else', { ids: ['a'], dagId: 'b' }, { kind: 'delete' }],
  ['an unknown action', { state: 'FAILED' }, { kind: 'explode' }],
  ['an action that is none', { state: 'FAILED' }, 'delete'],
  ['a parameter of another action', { state: 'FAILED' }, { kind: 'delete', downstream: true }],
  ['a missing parameter', { state: 'FAILED' }, { kind: 'setPriority' }],
  ['no time at all', { state: 'FAILED' }, { kind: 'extendExpiry', by: 0 }],
]

test.for(mistakes)('bulk: %s is refused', async ([, filter, action]) => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  await context.loom.push(Download({ url: 'a' }))
  await failReady(context, Download)
  await expect(context.loom.bulk(filter as object, action as TaskAction)).rejects.toMatchObject({
    code: 'INVALID_OPTION',
  })
  expect(await raw.tasks.countDocuments({ state: 'FAILED' })).toBe(1)
})
