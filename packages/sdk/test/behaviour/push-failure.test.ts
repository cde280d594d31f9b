import type { Dag } from '@taskloom/sdk'
import { onWritePoint, type WritePoint } from '@taskloom/sdk/testing'
import { expect, test } from 'vitest'

import { Download, Resize, Step } from '../support/definitions.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { nothing, storedCounts } from '../support/stored-counts.ts'
import { testLoom } from '../support/test-loom.ts'
import { before, refuse } from '../support/write-point.ts'

const large = 'x'.repeat(5_000)

/** A graph of a few tasks with payloads that live beside them. */
function smallGraph(): ReturnType<typeof Resize> {
  return Resize({ width: 1 }, { dependsOn: { source: Download({ url: large }) } })
}

/** Nodes of which every five hundredth has a large payload. A chunk has a thousand. */
function manySteps(count: number): ReturnType<typeof Step>[] {
  return Array.from({ length: count }, (_, index) =>
    Step({ label: index % 500 === 0 ? large : String(index) }, { dependsOn: { before: [] } }),
  )
}

test.each([
  ['the record of the push', 'push.record', { time: 1, size: 10 }],
  ['the record of the DAG', 'push.record', { time: 2, size: 10 }],
  ['the first chunk', 'push.chunk', { time: 1, size: 10 }],
  ['the third chunk', 'push.chunk', { time: 3, size: 2_001 }],
  ['a chunk of large payloads', 'push.contents', { time: 2, size: 1_001 }],
  ['the opening', 'push.open', { time: 1, size: 1_001 }],
] satisfies [string, WritePoint, { time: number; size: number }][])(
  'push: when %s cannot be written, nothing of a DAG is stored, and pushing again stores all of it',
  async (_, point, { time, size }) => {
    await using context = await testLoom()
    await using raw = await rawDatabase(context)
    const nodes = manySteps(size)
    {
      using _refused = refuse(point, time)
      await expect(context.loom.push(nodes)).rejects.toThrow(`refused: ${point}`)
    }
    expect(await storedCounts(raw)).toMatchObject({ tasks: 0, contents: 0, dags: 0 })
    expect(await raw.db.collection('pushes').countDocuments({ state: { $ne: 'ABORTED' } })).toBe(0)
    expect(await context.loom.isEmpty(Step)).toBe(true)

    const dag = await context.loom.push(nodes)
    expect(dag.taskIds).toHaveLength(nodes.length)
    expect(await raw.tasks.countDocuments({ state: 'CREATED', ready: true })).toBe(nodes.length)
    expect(await storedCounts(raw)).toMatchObject({
      tasks: nodes.length,
      contents: Math.ceil(size / 500),
      dags: 1,
    })
  },
)

test('push: when the one node of a push cannot be written, nothing can be seen of it', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const node = Download({ url: 'a' })
  {
    using _refused = refuse('push.chunk')
    await expect(context.loom.push(node)).rejects.toThrow('refused')
  }
  expect(await storedCounts(raw)).toEqual(nothing)
  expect((await context.loom.push(node)).taskIds).toEqual([node.id])
})

test('push: an error of the progress callback stops the push, and nothing is stored', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const failing = context.loom.push(manySteps(1_001), {
    onProgress: ({ stored }) => {
      if (stored > 1_000) throw new Error('no more')
    },
  })
  await expect(failing).rejects.toThrow('no more')
  expect(await storedCounts(raw)).toMatchObject({ tasks: 0, contents: 0, dags: 0 })
})

test('push: tasks of a push that is under way are seen by nobody', async () => {
  await using context = await testLoom()
  const { loom } = context
  const earlier = Download({ url: 'earlier' })
  await loom.push(earlier)
  const graph = smallGraph()
  const source = graph.dependencies[0]!.id
  {
    using _looked = before('push.open', async () => {
      expect(await loom.get(graph)).toBeUndefined()
      expect(await loom.find(Download)).toHaveLength(1)
      expect(await loom.count(Resize)).toBe(0)
      expect(await loom.isEmpty(Resize)).toBe(true)
      expect(await loom.delete(source)).toBe(false)
      expect(await context.purePop([Download, Resize])).toEqual([earlier.id])
      expect((await loom.popMany(Download, 5)).map(({ id }) => id)).toEqual([earlier.id])
    })
    await loom.push(graph)
  }
  expect((await loom.pop(Download))?.id).toBe(source)
})

/** Leaves a push behind as a process would that died in the middle: nothing of it is undone. */
async function dieAt(point: WritePoint, push: () => Promise<unknown>): Promise<void> {
  let isDead = false
  onWritePoint((next) => {
    isDead ||= next === point
    if (isDead) throw new Error('died')
  })
  await expect(push()).rejects.toThrow('died')
  onWritePoint(undefined)
}

test.each(['push.open', 'push.release', 'push.close'] satisfies WritePoint[])(
  'push: a retry of a push that stopped before %s stores everything once',
  async (point) => {
    await using context = await testLoom()
    await using raw = await rawDatabase(context)
    const graph = smallGraph()
    await dieAt(point, () => context.loom.push(graph))
    const dag = await context.loom.push(graph)
    expect(await raw.tasks.distinct('state')).toEqual(['CREATED'])
    expect(await raw.tasks.distinct('dagId')).toEqual([dag.id])
    await (await context.loom.pop(Download))?.finish({ path: 'p' })
    await context.untilResolved()
    expect((await context.loom.pop(Resize))?.payload).toEqual({ width: 1 })
  },
)

test('push: a retry of a single node that an earlier, larger push left behind stores it', async () => {
  await using context = await testLoom()
  const graph = smallGraph()
  const source = graph.dependencies[0]!.node!
  await dieAt('push.open', () => context.loom.push(graph))
  await context.loom.push(source)
  await context.advance('2m')
  await context.sweep()
  expect((await context.loom.pop(Download))?.payload).toHaveProperty('url.length', 5_000)
  await context.loom.push(graph)
  expect(await context.loom.get(graph)).toMatchObject({ state: 'CREATED' })
})

test.each(['push.record', 'push.chunk', 'push.open'] satisfies WritePoint[])(
  'push: what a pusher left that died before %s is cleared away by the sweeper',
  async (point) => {
    await using context = await testLoom()
    await using raw = await rawDatabase(context)
    await dieAt(point, () => context.loom.push(smallGraph()))
    await context.sweep()
    await context.advance('2m')
    await context.sweep()
    expect(await storedCounts(raw)).toMatchObject({ tasks: 0, contents: 0, dags: 0 })
  },
)

test('push: the record of an aborted push is looked at again, but not kept for ever', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  await dieAt('push.open', () => context.loom.push(smallGraph()))
  await context.advance('2m')
  await context.sweep()
  const record = await raw.pushes.findOne({})
  expect(record).toMatchObject({ state: 'ABORTED' })
  // A slow pusher goes on inserting.
  await raw.db
    .collection<{ _id: string }>('tasks')
    .insertOne({ _id: 'late', state: 'STAGED', dagId: record!.dagId, pushId: record!._id } as { _id: string })
  await context.sweep()
  expect(await storedCounts(raw)).toMatchObject({ tasks: 0, dags: 0, pushes: 1 })
  expect(await raw.pushes.findOne({})).toEqual(record)
})

test.each(['push.release', 'push.close'] satisfies WritePoint[])(
  'push: what a pusher left that died before %s is finished by the sweeper',
  async (point) => {
    await using context = await testLoom()
    await dieAt(point, () => context.loom.push(smallGraph()))
    await context.advance('2m')
    await context.sweep()
    await (await context.loom.pop(Download))?.finish({ path: 'p' })
    await context.untilResolved()
    expect((await context.loom.pop(Resize))?.payload).toEqual({ width: 1 })
  },
)

test('push: a pusher that was taken for dead is told so, and nothing of it stays', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  {
    using _swept = before('push.open', async () => {
      await context.advance('2m')
      await context.sweep()
    })
    await expect(context.loom.push(smallGraph())).rejects.toMatchObject({ code: 'PUSH_ABORTED' })
  }
  expect(await storedCounts(raw)).toMatchObject({ tasks: 0, contents: 0, dags: 0 })
})

test.each(['push.record', 'push.chunk', 'push.open', 'push.release', 'push.close'] satisfies WritePoint[])(
  'push: the same graph pushed again while its push stands before %s is stored once, and both succeed',
  async (point) => {
    await using context = await testLoom()
    await using raw = await rawDatabase(context)
    const graph = smallGraph()
    let again: Promise<Dag> | undefined
    using _twice = before(point, () => {
      again = context.loom.push(graph)
    })
    const dags = [await context.loom.push(graph), await again!]
    expect(dags[1]!.id).toBe(dags[0]!.id)
    expect(dags.flatMap(({ taskIds }) => taskIds)).toHaveLength(2)
    expect(await storedCounts(raw)).toEqual({ tasks: 2, contents: 1, dags: 1, pushes: 1 })
    expect(await raw.tasks.distinct('state')).toEqual(['CREATED'])
  },
)

test('push: a node pushed alone while a graph that holds it is pushed is stored once', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const graph = smallGraph()
  let alone: Promise<Dag> | undefined
  using _twice = before('push.open', () => {
    alone = context.loom.push(graph.dependencies[0]!.node!)
  })
  const dag = await context.loom.push(graph)
  expect(await alone).toMatchObject({ id: dag.id, taskIds: [] })
  expect(await raw.tasks.distinct('dagId')).toEqual([dag.id])
})
