import { allOf, defineTask } from '@taskloom/sdk'
import { onWritePoint } from '@taskloom/sdk/testing'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { Download, Resize, Step } from '../support/definitions.ts'
import { any } from '../support/matchers.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { nothing, storedCounts } from '../support/stored-counts.ts'
import { testLoom } from '../support/test-loom.ts'
import { before, refuse } from '../support/write-point.ts'

test('delete: by node, id and reference; true once, then false; nothing of it is left', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  const nodes = ['a', 'b', 'c'].map((url) => Download({ url: url.repeat(5_000) }))
  for (const node of nodes) await loom.push(node)
  const [one, two, three] = nodes
  for (const given of [one!, two!.id, Download.id(three!.id)]) {
    expect(await loom.delete(given)).toBe(true)
    expect(await loom.delete(given)).toBe(false)
    expect(await loom.get(given)).toBeUndefined()
  }
  expect(await loom.pop(Download)).toBeNull()
  expect(await storedCounts(raw)).toEqual(nothing)
  expect(await loom.delete('0'.repeat(24))).toBe(false)
})

test('delete: a late finish or fail does not bring the task back', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  await loom.push([Download({ url: 'a' }), Download({ url: 'b' })])
  const [one, two] = await loom.popMany(Download, 2)
  for (const task of [one!, two!]) expect(await loom.delete(task.id)).toBe(true)
  await expect(one!.finish({ path: 'x'.repeat(5_000) })).rejects.toMatchObject({ code: 'LEASE_LOST' })
  await expect(two!.fail(new Error('no'))).rejects.toMatchObject({ code: 'LEASE_LOST' })
  expect(await raw.tasks.countDocuments()).toBe(0)
  expect(await loom.find(Download)).toEqual([])
})

test('delete: a finish that meets the tombstone, not yet removed, is lost as well', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  await context.loom.push(Download({ url: 'a' }))
  const task = await context.loom.pop(Download)
  {
    using _late = before('delete.remove', async () => {
      expect(await raw.task(task!.id)).toMatchObject({ state: 'DELETED' })
      expect(await context.loom.get(task!.id)).toBeUndefined()
      expect(await context.loom.count(Download)).toBe(0)
      expect(await context.loom.isEmpty(Download)).toBe(true)
      await expect(task!.finish({ path: 'p' })).rejects.toMatchObject({ code: 'LEASE_LOST' })
    })
    await context.loom.delete(task!.id)
  }
  expect(await raw.tasks.countDocuments()).toBe(0)
})

test('delete: tasks that wait for a deleted one are settled before the call returns, down the graph', async () => {
  await using context = await testLoom()
  const { loom } = context
  const first = Step({ label: 'first' }, { dependsOn: { before: [] } })
  const second = Step({ label: 'second' }, { dependsOn: { before: [first] } })
  const third = Step({ label: 'third' }, { dependsOn: { before: [second] } })
  const dag = await loom.push(third)
  expect(await loom.delete(first)).toBe(true)
  for (const node of [second, third]) {
    expect(await loom.get(node)).toMatchObject({
      state: 'FAILED',
      rootCause: first.id,
      error: { code: 'UPSTREAM_FAILED' },
    })
  }
  expect(await dag.finished()).toMatchObject({ outcome: 'FAILED', counts: { FAILED: 2 } })
})

test('delete: a settled task can be deleted, with its results; those who ran already keep theirs', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  const image = Resize({ width: 1 }, { dependsOn: { source: Download({ url: 'a' }) } })
  await loom.push(image)
  const task = await loom.pop(Download)
  await task?.finish({ path: 'x'.repeat(5_000) })
  await context.untilResolved()
  const resize = await loom.pop(Resize)
  expect(await loom.delete(task!.id)).toBe(true)
  expect(await raw.contents.countDocuments()).toBe(0)
  expect(await loom.get(image)).toMatchObject({ state: 'RUNNING' })
  await resize?.finish({ path: 'q', width: 1 })
  expect(await loom.get(image)).toMatchObject({ state: 'FINISHED' })
})

test('delete: deleting the last open task of a DAG finishes it', async () => {
  await using context = await testLoom()
  const { loom } = context
  const [one, two] = [Download({ url: 'a' }), Download({ url: 'b' })]
  const dag = await loom.push([one, two])
  await (await loom.pop(Download))?.finish({ path: 'p' })
  const finished = dag.finished()
  await loom.delete(two)
  expect(await finished).toMatchObject({ outcome: 'FINISHED', counts: { FINISHED: 1 } })
})

test('delete: what a process left that died after the mark is told and removed by the sweeper', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  const source = Download({ url: 'a' })
  const image = Resize({ width: 1 }, { dependsOn: { source } })
  await loom.push(image)
  await raw.tasks.updateOne(
    { _id: source.id },
    {
      $set: { state: 'DELETED', unresolved: 'by a dead process', flaggedAt: new Date(0) },
      $unset: { ready: '', open: '' },
    },
  )
  await context.sweep()
  expect(await raw.tasks.countDocuments({ _id: source.id })).toBe(0)
  expect(await loom.get(image)).toMatchObject({ state: 'FAILED', rootCause: source.id })
})

test('delete: an error of the server is thrown, and the task is still there', async () => {
  await using context = await testLoom()
  const node = Download({ url: 'a' })
  await context.loom.push(node)
  {
    using _refused = refuse('delete.mark')
    await expect(context.loom.delete(node)).rejects.toThrow('refused')
  }
  expect(await context.loom.get(node)).toMatchObject({ state: 'CREATED' })
  expect(await context.loom.delete(node)).toBe(true)
})

test('delete: a running wide fan-in of which a part is deleted between claim and finish still finishes', async () => {
  const Join = defineTask({ name: 'join', schema: z.null(), dependsOn: { all: allOf(Download) } })
  await using context = await testLoom()
  const sources = Array.from({ length: 20 }, (_, index) => Download({ url: String(index) }))
  const join = Join(null, { dependsOn: { all: sources } })
  await context.loom.push(join)
  for (const task of await context.loom.popMany(Download, 20)) await task.finish({ path: 'p' })
  await context.untilResolved()
  const task = await context.loom.pop(Join)
  await context.loom.delete(sources[7]!)
  await task?.finish(undefined)
  expect(await context.loom.get(join)).toMatchObject({ state: 'FINISHED' })
})

test('delete: many deletes at once of tasks that one more waits for settle it once', async () => {
  await using context = await testLoom()
  const sources = Array.from({ length: 10 }, (_, index) => Download({ url: String(index) }))
  const Join = defineTask({ name: 'join', schema: z.null(), dependsOn: { all: allOf(Download) } })
  const join = Join(null, { dependsOn: { all: sources } })
  await context.loom.push(join)
  let settles = 0
  onWritePoint((point) => void (settles += point === 'resolve.flip' ? 1 : 0))
  await Promise.all(sources.map((source) => context.loom.delete(source)))
  onWritePoint(undefined)
  const stored = await context.loom.get(join)
  expect(stored).toMatchObject({ state: 'FAILED' })
  expect(sources.map(({ id }) => id)).toContain(stored?.rootCause)
  expect(settles).toBe(1)
})

test('delete: of a round that fails after the dependents were told, the next one still closes the DAG', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  const node = Download({ url: 'a' })
  const dag = await loom.push([node, Download({ url: 'b' })])
  await (await loom.pop(Download))?.finish({ path: 'p' })
  await context.untilResolved()
  const [left] = await loom.find(Download, { state: 'CREATED' })
  {
    using _fails = before('resolve.close', fail)
    await loom.delete(left!.id)
    await context.untilResolved()
  }
  expect(await dag.info()).toMatchObject({ finishedAt: any(Date), outcome: 'FINISHED' })
  const record = await raw.db.collection('dags').findOne({}, { projection: { _id: 0, counts: 1 } })
  // The tombstone is still there when they are counted.
  expect(record).toEqual({ counts: { FINISHED: 1 } })
})

test('delete: of a round that fails before it lets the finisher go, the next one does', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  const last = Step({ label: 'last' }, { dependsOn: { before: [] } })
  const node = Download({ url: 'a' })
  await loom.push(node, { onFinished: last })
  {
    using _fails = before('resolve.finisher', fail)
    await loom.delete(node)
    await context.untilResolved()
  }
  expect(await loom.pop(Step)).toMatchObject({ id: last.id, dag: { outcome: 'FINISHED', counts: {} } })
  expect(await raw.tasks.countDocuments()).toBe(1)
})

function fail(): never {
  throw new Error('no connection')
}
