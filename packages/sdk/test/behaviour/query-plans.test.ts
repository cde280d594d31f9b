import { Priority } from '@taskloom/sdk'
import { describe, expect, inject, test } from 'vitest'

import { indexes } from '../../src/store/indexes.ts'
import { Download, Resize, Step } from '../support/definitions.ts'
import { watchedLoom, type QueryPlan, type WatchedLoom } from '../support/query-plans.ts'
import { testLoom } from '../support/test-loom.ts'

/** The Python stand-in shows a SORT for the hot query that it does not do. */
const isTrueToMongo = inject('mongoKind') !== 'secantus-python'

/** Everything that the engine does in a life: the commands of this are explained. */
async function live({ loom, sweep, untilResolved }: WatchedLoom): Promise<void> {
  const large = 'x'.repeat(5_000)
  const source = Download({ url: large })
  await loom.push(
    Array.from({ length: 50 }, (_, n) => Step({ label: String(n) }, { dependsOn: { before: [] } })),
  )
  await loom.push(Resize({ width: 1 }, { dependsOn: { source } }))
  await loom.push(Resize({ width: 2 }, { dependsOn: { source } }))
  const tasks = await loom.popMany([Download, Step], 10)
  const failed = tasks.find(({ name }) => name === 'step')!
  await failed.fail(new Error('no'))
  for (const task of tasks) if (task.name === 'download') await task.finish({ path: large })
  await (await loom.pop(Download))?.finish({ path: large })
  await untilResolved()
  await using _given = await loom.pop(Resize)
  await sweep()
  const dag = await loom.push(
    Step({ label: 'a' }, { dependsOn: { before: [Step({ label: 'b' }, { dependsOn: { before: [] } })] } }),
  )
  await dag.counts()
  await loom.isEmpty(Step)
  await loom.get(dag.taskIds[0]!)
  await loom.delete(dag.taskIds[1]!)
  await loom.dag(dag.id).finished()
  await untilResolved()
  await loom.rollups({ since: new Date(), names: ['step'] })
  await administer(loom, { failed: failed.id, finished: source.id })
  await untilResolved()
}

/** What is done from outside, by id. */
async function administer(
  loom: WatchedLoom['loom'],
  { failed, finished }: { readonly failed: string; readonly finished: string },
): Promise<void> {
  await loom.retry(failed)
  await loom.retry(failed).catch(() => undefined)
  await loom.rerunFrom(finished)
  const later = Step({ label: 'later' }, { delay: '1h', dependsOn: { before: [] } })
  const { id: dagId } = await loom.push([later, Step({ label: 'now' }, { dependsOn: { before: [] } })])
  await loom.setPriority(later, Priority.HIGH)
  await loom.extendExpiry(later, '1h')
  await loom.requeue(later)
  await loom.bulk({ dagId }, { kind: 'cancel', downstream: true }, { dryRun: true })
  await loom.bulk({ dagId }, { kind: 'cancel', downstream: true })
}

/** A task that grows, in a DAG that is paused and cancelled. */
async function liveAndGrow({ loom, untilResolved }: WatchedLoom): Promise<void> {
  const root = Step({ label: 'root' }, { priority: Priority.HIGH, dependsOn: { before: [] } })
  const dag = await loom.push(Step({ label: 'last' }, { dependsOn: { before: [root] } }))
  const task = await loom.pop(Step)
  await task?.push(Step({ label: 'pushed' }, { dependsOn: { before: [] } }))
  await dag.pause()
  await task?.extend([Step({ label: 'added' }, { dependsOn: { before: [] } }), Step.id(root.id)])
  await dag.resume()
  await dag.cancel()
  await untilResolved()
}

/** Which index serves which of the engine's queries. */
const expected: readonly (readonly [string, string, (command: string) => boolean])[] = [
  ['pop of one definition', 'hot', (text) => text.includes('"$match":{"name":"resize","ready":true}')],
  [
    'pop of several definitions',
    'hot',
    (text) => text.includes('"$match":{"name":{"$in":["download","step"]},"ready":true}'),
  ],
  ['the dependents of settled tasks', 'reverse', (text) => text.includes('"$match":{"dependencies.id"')],
  [
    'what depends on a task that runs again',
    'reverse',
    (text) => text.includes('"find"') && text.includes('"filter":{"dependencies.id"'),
  ],
  ['the dependents of a task that is extended', 'reverse', (text) => text.includes('"pushId":{"$nin"')],
  ['stale flags', 'flags', (text) => text.includes('"filter":{"flaggedAt"')],
  ['leases that ran out', 'lease-end', (text) => text.includes('"filter":{"state":"RUNNING","lease.until"')],
  ['due tasks', 'due', (text) => text.includes('"filter":{"dueAt"')],
  ['expired tasks', 'expiry', (text) => text.includes('"expiresAt":{"$lte"') && text.includes('"find"')],
  [
    'the walk over blocked tasks',
    'expiry',
    (text) => text.includes('"filter":{"open":true,"expiresAt":{"$gt"') && text.includes('"limit":200'),
  ],
  ['isEmpty', 'expiry', (text) => text.includes('"filter":{"open":true') && text.includes('"name":"step"')],
  ['the counts of a DAG', 'dag', (text) => text.includes('"$group":{"_id":"$state"')],
  [
    'the open tasks of a DAG',
    'dag',
    (text) => text.includes('"filter":{"dagId"') && text.includes('"$in":["STAGED"'),
  ],
  ['the staged tasks of a push', 'dag', (text) => text.includes('"state":"STAGED","pushId"')],
  ['silent pushes', 'state', (text) => text.includes('"heartbeatAt":{"$lte"')],
  ['the figures of some minutes', 'minute', (text) => text.includes('"filter":{"minute"')],
  ['the large values of a task', 'task', (text) => text.includes('"taskId":{"$in"')],
]

describe.runIf(isTrueToMongo)('query plans', () => {
  let plans: readonly QueryPlan[] = []

  test('query plans: every command of the engine uses a declared index, and none sorts or scans', async () => {
    await using context = await testLoom()
    await using watched = await watchedLoom(context.database)
    await live(watched)
    await liveAndGrow(watched)
    plans = await watched.explain()
    const declared = new Set(['_id_', ...indexes.map(({ name }) => name)])
    expect(plans.length).toBeGreaterThan(40)
    // A look at the pauses wants all of them, and they are a handful.
    const bad = plans.filter(
      ({ collection, stages, indexes: used }) =>
        collection !== 'pauses' &&
        (stages.some((stage) => stage === 'COLLSCAN' || stage === 'SORT') ||
          used.some((name) => !declared.has(name)) ||
          (used.length === 0 && !stages.includes('IDHACK'))),
    )
    expect(bad).toEqual([])
  })

  test.each(expected)('query plans: %s: served by the index `%s`', (_, index, isMeant) => {
    const meant = plans.filter(({ command }) => isMeant(JSON.stringify(command)))
    expect(meant).not.toEqual([])
    for (const plan of meant) expect(plan.indexes).toEqual([index])
  })

  test('query plans: every declared index but those that purge serves a query', () => {
    const named = new Set(expected.map(([, index]) => index))
    expect(indexes.map(({ name }) => name).filter((name) => name !== 'purge' && !named.has(name))).toEqual([])
  })
})
