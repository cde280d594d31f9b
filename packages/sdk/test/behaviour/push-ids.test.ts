import type { Dag } from '@taskloom/sdk'
import { onWritePoint, type TestLoom } from '@taskloom/sdk/testing'
import { expect, test } from 'vitest'

import { deferred } from '../support/deferred.ts'
import { Download, Resize, Step } from '../support/definitions.ts'
import { dyingAt } from '../support/dying.ts'
import { containing } from '../support/matchers.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { storedCounts } from '../support/stored-counts.ts'
import { testLoom, uri } from '../support/test-loom.ts'
import { before } from '../support/write-point.ts'

const large = (letter: string): string => letter.repeat(5_000)

/** The same graph with the same ids, as every process would make it. */
function graph(url = 'a'): ReturnType<typeof Resize> {
  return Resize({ width: 1 }, { id: 'image', dependsOn: { source: Download({ url }, { id: 'source' }) } })
}

/** A loom on the same database that shares no memory of pushes: the place has another name to it. */
function anotherProcess({ database }: TestLoom): Promise<TestLoom> {
  return testLoom({ database, uri: uri.replace('127.0.0.1', 'localhost') })
}

test('push: an id that is stored already keeps its payload, small and large', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  for (const [id, first, second] of [
    ['small', 'first', 'second'],
    ['grown', 'first', large('b')],
    ['large', large('a'), large('b')],
  ] as const) {
    await loom.push(Download({ url: first }, { id }))
    await loom.push(Download({ url: second }, { id }))
    await loom.push([Download({ url: second }, { id }), Step({ label: id }, { dependsOn: { before: [] } })])
    expect(await loom.get(id)).toMatchObject({ payload: { url: first } })
    expect(await loom.find(Download, { payload: { url: first } })).not.toEqual([])
  }
  expect(await loom.find(Download, { payload: { url: large('b') } })).toEqual([])
  expect(await raw.contents.countDocuments()).toBe(1)
})

test('push: an id that a task of another definition has is refused, alone and in a graph', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  await context.loom.push(Download({ url: 'a' }, { id: 'taken' }))
  const step = Step({ label: 'a' }, { id: 'taken', dependsOn: { before: [] } })
  for (const given of [step, [step, Step({ label: 'b' }, { dependsOn: { before: [] } })]]) {
    await expect(context.loom.push(given)).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: containing('belongs to a task of `download`'),
      details: { id: 'taken', task: 'step', found: 'download' },
    })
  }
  expect(await storedCounts(raw)).toMatchObject({ tasks: 1, dags: 0 })
})

test('push: two nodes of one id in one push are refused, and nothing is stored', async () => {
  await using context = await testLoom()
  const twins = [Download({ url: 'a' }, { id: 'twin' }), Download({ url: 'b' }, { id: 'twin' })]
  await expect(context.loom.push(twins)).rejects.toMatchObject({
    code: 'INVALID_OPTION',
    details: { id: 'twin' },
  })
  expect(await context.loom.count(Download)).toBe(0)
})

test('push: the same ids pushed many times at once, by several looms, are stored once', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  await using other = await anotherProcess(context)
  const looms = [context.loom, other.loom, context.loom, other.loom, context.loom, other.loom]
  const dags = await Promise.all(looms.map((loom) => loom.push(graph())))
  expect(new Set(dags.map(({ id }) => id)).size).toBe(1)
  expect(dags.flatMap(({ taskIds }) => taskIds).toSorted()).toEqual(['image', 'source'])
  expect(await storedCounts(raw)).toMatchObject({ tasks: 2, dags: 1 })
  expect(await raw.tasks.distinct('state')).toEqual(['CREATED'])
})

test('push: ids that another process is pushing right now are waited for, not taken from it', async () => {
  await using context = await testLoom()
  await using other = await anotherProcess(context)
  let second: Promise<Dag> | undefined
  using _meanwhile = before('push.open', async () => {
    const aborted = deferred()
    onWritePoint((point) => {
      if (point === 'push.abort') aborted.resolve()
    })
    second = other.loom.push(graph())
    await aborted.promise
    // Time enough to do harm.
    for (let looks = 0; looks < 30; looks += 1) await context.loom.count(Download)
  })
  const dag = await context.loom.push(graph())
  expect(dag.taskIds).toHaveLength(2)
  expect(await second).toMatchObject({ id: dag.id, taskIds: [] })
})

test('push: ids that a process left behind when it died are pushed once it is known to be dead', async () => {
  await using context = await testLoom()
  await dyingAt({ point: 'push.open' }, context, ({ loom }) => loom.push(graph(large('a'))))
  const retry = context.loom.push(graph('b'))
  await context.advance('2m')
  expect((await retry).taskIds).toHaveLength(2)
  expect((await context.loom.pop(Download))?.payload).toEqual({ url: 'b' })
})

test('push: ids of a push that its dead process had opened are its own', async () => {
  await using context = await testLoom()
  await dyingAt({ point: 'push.release' }, context, ({ loom }) => loom.push(graph('a')))
  expect((await context.loom.push(graph('b'))).taskIds).toEqual([])
  expect((await context.loom.pop(Download))?.payload).toEqual({ url: 'a' })
})

test('push: a cycle over several pushes cannot be made, since what does not exist is refused', async () => {
  await using context = await testLoom()
  const first = Step({ label: 'a' }, { id: 'a', dependsOn: { before: [Step.id('b')] } })
  await expect(context.loom.push(first)).rejects.toMatchObject({ code: 'DEPENDENCY_NOT_FOUND' })
  await context.loom.push(Step({ label: 'b' }, { id: 'b', dependsOn: { before: [] } }))
  await context.loom.push(first)
  const again = Step({ label: 'b' }, { id: 'b', dependsOn: { before: [Step.id('a')] } })
  expect((await context.loom.push(again)).taskIds).toEqual([])
  expect(await context.loom.get('b')).toMatchObject({ dependencies: [] })
})
