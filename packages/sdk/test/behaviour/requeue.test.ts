import { Priority } from '@taskloom/sdk'
import type { TestLoom, WritePoint } from '@taskloom/sdk/testing'
import { expect, test } from 'vitest'

import { Download, Resize } from '../support/definitions.ts'
import { Died, dyingAt } from '../support/dying.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { failReady, standings } from '../support/steps.ts'
import { testLoom } from '../support/test-loom.ts'

test('requeue: a delayed task, or one between two attempts, is ready now', async () => {
  await using context = await testLoom()
  const { loom } = context
  const delayed = Download({ url: 'delayed' }, { delay: '1h' })
  const retrying = Download({ url: 'retrying' }, { retry: { attempts: 2, delay: '1h' } })
  await loom.push([delayed, retrying])
  await failReady(context, Download)
  expect(await standings(context, [delayed, retrying])).toEqual(['time', 'time'])
  await loom.requeue(delayed)
  await loom.requeue(retrying, { expectedState: 'CREATED' })
  expect(await standings(context, [delayed, retrying])).toEqual(['worker', 'worker'])
  expect(await loom.popMany(Download, 10)).toMatchObject([
    { id: delayed.id, attempt: 1 },
    { id: retrying.id, attempt: 2 },
  ])
})

test('requeue: its dependencies still count, and so does a pause of its DAG', async () => {
  await using context = await testLoom()
  const { loom } = context
  const source = Download({ url: 'a' })
  const delayed = Resize({ width: 1 }, { dependsOn: { source }, delay: '1h' })
  const dag = await loom.push(delayed)
  await loom.requeue(delayed)
  expect(await loom.get(delayed)).toMatchObject({ waitingFor: 'dependencies' })
  await dag.pause()
  await (await loom.pop(Download))?.finish({ path: 'a' })
  expect(await loom.pop(Resize)).toBeNull()
  await dag.resume()
  await (await loom.pop(Download))?.finish({ path: 'a' })
  await context.untilResolved()
  expect((await loom.pop(Resize))?.id).toBe(delayed.id)
})

test('requeue: is refused for what does not wait for its time, and for what is gone', async () => {
  await using context = await testLoom()
  const { loom } = context
  const node = Download({ url: 'a' })
  await loom.push(node)
  await expect(loom.requeue(node)).rejects.toMatchObject({ code: 'TRANSITION_REFUSED' })
  await loom.pop(Download)
  await expect(loom.requeue(node)).rejects.toMatchObject({
    code: 'TRANSITION_REFUSED',
    details: { state: 'RUNNING' },
  })
  await expect(loom.requeue('nobody')).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' })
})

test('setPriority: the order of the queue follows it; a settled task keeps its own', async () => {
  await using context = await testLoom()
  const { loom } = context
  const nodes = ['a', 'b', 'c'].map((url) => Download({ url }))
  await loom.push(nodes)
  const [a, b, c] = nodes
  await loom.setPriority(c!, Priority.HIGH)
  await loom.setPriority(a!, Priority.LOW)
  const tasks = await loom.popMany(Download, 3)
  expect(tasks.map(({ id }) => id)).toEqual([c!.id, b!.id, a!.id])
  await loom.setPriority(a!, Priority.MEDIUM, { expectedState: 'RUNNING' })
  expect(await loom.get(a!)).toMatchObject({ priority: Priority.MEDIUM })
  await tasks[0]?.finish({ path: 'c' })
  await expect(loom.setPriority(c!, Priority.LOW)).rejects.toMatchObject({ code: 'TRANSITION_REFUSED' })
  // @ts-expect-error no such priority
  await expect(loom.setPriority(b!, 7)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
})

test('extendExpiry: a task has more time, and what it depends on and the record of its DAG live as long', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const { loom } = context
  const source = Download({ url: 'x'.repeat(5_000) }, { expiresIn: '1h' })
  await loom.push(source)
  await (await loom.pop(Download))?.finish({ path: 'a' })
  const resize = Resize({ width: 1 }, { dependsOn: { source: Download.id(source.id) }, expiresIn: '1h' })
  const other = Resize({ width: 2 }, { dependsOn: { source: Download.id(source.id) }, expiresIn: '1h' })
  const dag = await loom.push([resize, other])
  const before = await raw.task(resize.id)
  await loom.extendExpiry(resize, '2h')
  const { expiresAt } = await raw.task(resize.id)
  expect(expiresAt.getTime() - before.expiresAt.getTime()).toBe(7_200_000)
  for (const { purgeAt } of [
    await raw.task(resize.id),
    await raw.task(source.id),
    ...(await raw.contents.find().toArray()),
  ])
    expect(purgeAt.getTime()).toBeGreaterThanOrEqual(expiresAt.getTime())
  const record = await raw.db.collection('dags').findOne({ purgeAt: { $gt: expiresAt } })
  expect(String(record?._id)).toBe(dag.id)

  await context.advance('2h')
  await context.sweep()
  expect(await standings(context, [resize])).toEqual(['worker'])
})

test('extendExpiry: time that has run out unnoticed counts from now; an expired task is refused', async () => {
  await using context = await testLoom()
  const { loom } = context
  const node = Download({ url: 'a' }, { expiresIn: '1h' })
  await loom.push(node, { keepFor: '1d' })
  await context.advance('3h')
  await loom.extendExpiry(node, '1h')
  await context.sweep()
  expect(await loom.get(node)).toMatchObject({ waitingFor: 'worker' })
  await context.advance('2h')
  await context.sweep()
  await expect(loom.extendExpiry(node, '1h')).rejects.toMatchObject({
    code: 'TRANSITION_REFUSED',
    details: { state: 'EXPIRED' },
  })
  await expect(loom.extendExpiry(node, 0)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
})

test('cancel and delete: with another state expected nothing is changed', async () => {
  await using context = await testLoom()
  const { loom } = context
  const node = Download({ url: 'a' })
  await loom.push(node)
  await expect(loom.cancel(node, { expectedState: 'RUNNING' })).rejects.toMatchObject({
    code: 'TRANSITION_REFUSED',
  })
  await expect(loom.delete(node, { expectedState: 'FAILED' })).rejects.toMatchObject({
    code: 'TRANSITION_REFUSED',
  })
  expect(await loom.get(node)).toMatchObject({ state: 'CREATED' })
  expect(await loom.cancel(node, { expectedState: ['CREATED', 'RUNNING'] })).toBe(true)
  expect(await loom.delete(node, { expectedState: 'CANCELLED' })).toBe(true)
})

test('pause: by the name of a definition', async () => {
  await using context = await testLoom()
  const { loom } = context
  await loom.push(Download({ url: 'a' }))
  await loom.pause('download')
  expect(await loom.pop(Download)).toBeNull()
  expect(await loom.resume('download')).toBe(true)
  expect(await loom.pop(Download)).not.toBeNull()
})

const deaths: readonly (readonly [WritePoint, (victim: TestLoom, id: string) => Promise<void>])[] = [
  ['requeue.write', ({ loom }, id) => loom.requeue(id)],
  ['priority.write', ({ loom }, id) => loom.setPriority(id, Priority.HIGH)],
  ['pin.write', ({ loom }, id) => loom.extendExpiry(id, '1h')],
  ['expiry.write', ({ loom }, id) => loom.extendExpiry(id, '1h')],
]

test.for(deaths)(
  'administration: a process that dies at %s leaves the task as it was',
  async ([point, act]) => {
    await using context = await testLoom()
    const node = Download({ url: 'a' }, { delay: '1h' })
    await context.loom.push(node)
    const before = await context.loom.get(node)
    expect(await dyingAt({ point }, context, (victim) => act(victim, node.id))).toBeInstanceOf(Died)
    await context.sweep()
    expect(await context.loom.get(node)).toEqual(before)
    await act(context, node.id)
    expect(await context.loom.get(node)).not.toEqual(before)
  },
)
