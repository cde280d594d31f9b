import { allOf, defineTask, direct, Priority, type BulkFilter, type TaskNode } from '@taskloom/sdk'
import { planUndo, traceAction, type ActionTrace, type UndoableAction } from '@taskloom/sdk/inspect'
import type { TestLoom } from '@taskloom/sdk/testing'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { Download, Resize, Step } from '../support/definitions.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { failReady, step } from '../support/steps.ts'
import { testLoom } from '../support/test-loom.ts'

/** Does an action after a look at what it is done to. */
async function traced(
  context: TestLoom,
  filter: BulkFilter,
  action: UndoableAction = { kind: 'cancel' },
): Promise<ActionTrace> {
  const { loom } = context
  const trace = await traceAction(loom, filter, action)
  if (trace === undefined) throw new Error('Nothing is remembered.')
  await loom.bulk(filter, action)
  await context.untilResolved()
  return trace
}

/** Takes an action back, and returns what was left. */
async function undo(context: TestLoom, trace: ActionTrace): Promise<Record<string, string>> {
  const { loom } = context
  const { steps, skipped, isExact } = await planUndo(loom, trace)
  for (const { filter, action } of steps)
    expect(await loom.bulk(filter, action)).toMatchObject({ skipped: {} })
  await context.untilResolved()
  expect(isExact && skipped.length > 0).toBe(false)
  return Object.fromEntries(skipped.map(({ id, reason }) => [id, reason]))
}

async function statesOf({ loom }: TestLoom, nodes: readonly TaskNode[]): Promise<(string | undefined)[]> {
  return Promise.all(nodes.map(async (node) => (await loom.get(node))?.state))
}

describe('the undo of a cancel', () => {
  test('brings back what had not started, with what was cancelled because of it', async () => {
    await using context = await testLoom()
    const source = Download({ url: 'a' }, { priority: Priority.HIGH })
    const image = Resize({ width: 1 }, { dependsOn: { source } })
    await context.loom.push(image)
    const trace = await traced(context, { ids: [source] })
    expect(await statesOf(context, [source, image])).toEqual(['CANCELLED', 'CANCELLED'])
    expect(await planUndo(context.loom, trace)).toMatchObject({ isExact: true, skipped: [] })
    expect(await undo(context, trace)).toEqual({})
    expect(await statesOf(context, [source, image])).toEqual(['CREATED', 'CREATED'])
    expect(await context.purePop([Download, Resize])).toEqual([source.id])
  })

  test('brings back what waits for its time, with the time', async () => {
    await using context = await testLoom()
    const source = Download({ url: 'a' }, { delay: '1h' })
    const image = Resize({ width: 1 }, { dependsOn: { source }, delay: '2h' })
    await context.loom.push(image)
    const times = () =>
      Promise.all([source, image].map(async (node) => (await context.loom.get(node))?.dueAt?.getTime()))
    const before = await times()
    expect(before).toEqual([expect.any(Number), expect.any(Number)])
    expect(await undo(context, await traced(context, { ids: [source] }))).toEqual({})
    expect(await times()).toEqual(before)
  })

  test('is not exact for what had started, also when it is between two attempts', async () => {
    await using context = await testLoom()
    const Flaky = defineTask({
      name: 'flaky',
      schema: z.object({}),
      retry: { attempts: 3, backoff: 'fixed', delay: '1h' },
    })
    const [running, tried, untouched] = [step('running'), Flaky({}), step('untouched')]
    await context.loom.push([running, tried, untouched])
    expect((await context.loom.pop(Step))?.id).toBe(running.id)
    await (await context.loom.pop(Flaky))?.fail(new Error('not yet'))
    const trace = await traced(context, { ids: [running, tried, untouched] })
    expect(await undo(context, trace)).toEqual({ [running.id]: 'touched', [tried.id]: 'touched' })
    expect(await statesOf(context, [running, tried, untouched])).toEqual([
      'CANCELLED',
      'CANCELLED',
      'CREATED',
    ])
  })

  test('is not exact when something ran because of it, or when its DAG came to its end', async () => {
    await using context = await testLoom()
    const Report = defineTask({
      name: 'report',
      schema: z.object({}),
      dependsOn: { steps: allOf(Step, { on: 'settled' }) },
    })
    const [one, two, last] = [step('one'), step('two'), step('last')]
    const report = Report({}, { dependsOn: { steps: [one] } })
    await context.loom.push([report, two])
    await context.loom.push([last], { onFinished: Download({ url: 'end' }) })
    const trace = await traced(context, { ids: [one, two, last] })
    const before = await planUndo(context.loom, trace)
    expect(before.skipped).toEqual([{ id: last.id, reason: 'related' }])
    await context.loom.pop(Report)
    expect(await undo(context, trace)).toEqual({ [one.id]: 'related', [last.id]: 'related' })
    expect(await statesOf(context, [one, two, last])).toEqual(['CANCELLED', 'CREATED', 'CANCELLED'])
  })

  test('leaves alone what has changed since, and what would not come back whole without it', async () => {
    await using context = await testLoom()
    const { loom } = context
    const nodes = ['gone', 'again', 'left', 'free'].map((label) => step(label))
    const [gone, again, left, free] = nodes as [TaskNode, TaskNode, TaskNode, TaskNode]
    const Join = defineTask({
      name: 'join',
      schema: z.object({}),
      dependsOn: { one: direct(Step), other: direct(Step) },
    })
    const join = Join({}, { dependsOn: { one: nodes[0]!, other: nodes[2]! } })
    await loom.push([...nodes, join])
    const trace = await traced(context, { ids: nodes })
    await loom.retry(again)
    await loom.cancel(again)
    await loom.delete(gone)
    expect(await undo(context, trace)).toEqual({
      [gone.id]: 'not-found',
      [again.id]: 'state',
      [left.id]: 'related',
    })
    expect(await statesOf(context, [left, free])).toEqual(['CANCELLED', 'CREATED'])
  })

  test('of a whole DAG leaves alone what had ended before', async () => {
    await using context = await testLoom()
    const [failed, waiting] = [step('failed'), step('waiting')]
    const never = step('never', failed)
    const dag = await context.loom.push([failed, never])
    await failReady(context, Step)
    await context.loom.push(waiting)
    await context.loom.pause(Step)
    const trace = await traced(context, { dagId: (await context.loom.get(waiting))?.dagId ?? '' })
    await expect(traceAction(context.loom, { dagId: dag.id }, { kind: 'cancel' })).resolves.toBeUndefined()
    expect(await undo(context, trace)).toEqual({})
    expect(await statesOf(context, [failed, never, waiting])).toEqual(['FAILED', 'FAILED', 'CREATED'])
  })
})

test('the undo of a priority gives each task its own back, where nothing has changed since', async () => {
  await using context = await testLoom()
  const { loom } = context
  const { LOW, MEDIUM, HIGH } = Priority
  const nodes = [LOW, LOW, MEDIUM, HIGH, MEDIUM].map((priority, place) =>
    Download({ url: String(place) }, { priority }),
  )
  const [low, deleted, started, same, moved] = nodes as [TaskNode, TaskNode, TaskNode, TaskNode, TaskNode]
  await loom.push(nodes)
  const trace = await traced(context, { ids: nodes }, { kind: 'setPriority', priority: HIGH })
  await loom.setPriority(moved, LOW)
  await loom.delete(deleted)
  await loom.cancel(started)
  expect(await undo(context, trace)).toEqual({
    [deleted.id]: 'not-found',
    [started.id]: 'state',
    [moved.id]: 'priority',
  })
  const priorities = await Promise.all(
    [low, same, moved].map(async (node) => (await loom.get(node))?.priority),
  )
  expect(priorities).toEqual([LOW, HIGH, LOW])
})

test('nothing is remembered where there is nothing', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const ids = ['nobody']
  expect(await traceAction(context.loom, { ids }, { kind: 'cancel' })).toBeUndefined()
  expect(await raw.tasks.countDocuments()).toBe(0)
  await expect(traceAction({} as never, { ids }, { kind: 'cancel' })).rejects.toMatchObject({
    code: 'INVALID_OPTION',
  })
})
