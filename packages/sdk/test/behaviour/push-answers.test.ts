import { afterEach, expect, test } from 'vitest'

import { Download } from '../support/definitions.ts'
import { doubling, failing, repairDriver } from '../support/driver-faults.ts'
import { testLoom } from '../support/test-loom.ts'

afterEach(repairDriver)

const two = () => [Download({ url: 'a' }), Download({ url: 'b' })]

test('push: an opening whose answer was lost is a push that succeeded', async () => {
  await using context = await testLoom()
  failing('updateOne', { collection: 'pushes', isWritten: true })
  const dag = await context.loom.push(two())
  expect(await dag.counts()).toMatchObject({ CREATED: 2 })
  expect(await context.loom.popMany(Download, 10)).toHaveLength(2)
})

test('push: an opening that the server did twice is a push that succeeded', async () => {
  await using context = await testLoom()
  doubling('updateOne', 'pushes')
  const dag = await context.loom.push(two())
  expect(await dag.counts()).toMatchObject({ CREATED: 2 })
  expect(await context.loom.popMany(Download, 10)).toHaveLength(2)
})

test('retry: a reset whose decision the server did twice is done', async () => {
  await using context = await testLoom()
  const [node] = two()
  await context.loom.push(node!)
  await (await context.loom.pop(Download))?.fail(new Error('no'))
  await context.untilResolved()
  doubling('updateOne', 'resets')
  expect(await context.loom.retry(node!)).toBe(1)
  expect(await context.loom.get(node!)).toMatchObject({ waitingFor: 'worker' })
})

test('push: an opening that was not written is a push that failed, and nothing is stored', async () => {
  await using context = await testLoom()
  failing('updateOne', { collection: 'pushes', isWritten: false })
  await expect(context.loom.push(two())).rejects.toThrow('connection reset')
  repairDriver()
  expect(await context.loom.count(Download)).toBe(0)
  expect(await context.purePop(Download)).toEqual([])
})
