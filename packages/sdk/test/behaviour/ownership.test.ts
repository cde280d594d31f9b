import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { createTestLoom, onWritePoint, type TestLoom } from '@taskloom/sdk/testing'
import { afterEach, expect, test, vi } from 'vitest'

import { Job, jobs } from '../support/jobs.ts'
import { testLoom, uri } from '../support/test-loom.ts'
import { unrenewed } from '../support/unrenewed.ts'

setFlagsFromString('--expose-gc')
const collectGarbage: unknown = runInNewContext('gc')

afterEach(() => onWritePoint(undefined))

/** In a function of its own, so that nothing on the stack keeps the task alive. */
async function popAndDrop({ loom }: TestLoom): Promise<string> {
  return (await loom.pop(Job))?.id ?? 'none'
}

const untouched = { state: 'CREATED', waitingFor: 'worker', attempt: 0, recoveries: 0 } as const

test('ownership: `await using` gives an unsettled task back, and the attempt does not count', async () => {
  await using context = await testLoom()
  await context.loom.push(jobs(1))
  let id = ''
  {
    await using task = await context.loom.pop(Job)
    id = task?.id ?? ''
    expect(await context.loom.get(id)).toMatchObject({ state: 'RUNNING', attempt: 1 })
  }
  const task = await context.loom.get(id)
  expect(task).toMatchObject(untouched)
  expect(task).not.toHaveProperty('startedAt')
  expect(await context.loom.pop(Job)).toMatchObject({ id, attempt: 1 })
})

test('ownership: `await using` leaves a settled task alone', async () => {
  await using context = await testLoom()
  await context.loom.push(jobs(2))
  {
    await using finished = await context.loom.pop(Job)
    await using failed = await context.loom.pop(Job)
    await finished?.finish(1)
    await failed?.fail('no')
  }
  expect((await context.loom.find(Job)).map(({ state }) => state)).toEqual(['FINISHED', 'FAILED'])
})

test('ownership: a task that was given back keeps its place before younger ones', async () => {
  await using context = await testLoom()
  const nodes = jobs(3)
  await context.loom.push(nodes)
  {
    await using _task = await context.loom.pop(Job)
  }
  expect((await context.loom.popMany(Job, 3)).map(({ id }) => id)).toEqual(nodes.map(({ id }) => id))
})

test('ownership: giving back after the lease was lost does not take the task from its new owner', async () => {
  await using context = await testLoom(unrenewed)
  await using other = await testLoom({ database: context.database })
  await context.loom.push(jobs(1))
  {
    await using _late = await context.loom.pop(Job)
    await context.advance('21s')
    await other.sweep()
    await other.loom.pop(Job)
  }
  expect((await context.loom.find(Job))[0]).toMatchObject({ state: 'RUNNING', attempt: 2 })
})

test('ownership: a popped task that is dropped unsettled is given back when it is collected', async () => {
  // Not `testLoom`, which keeps what was popped.
  await using context = await createTestLoom({ uri })
  await context.loom.push(jobs(1))
  const id = await popAndDrop(context)
  expect(await context.loom.get(id)).toMatchObject({ state: 'RUNNING' })
  if (typeof collectGarbage !== 'function') throw new Error('No garbage collector to call.')
  await vi.waitFor(
    async () => {
      collectGarbage()
      expect(await context.loom.get(id)).toMatchObject(untouched)
    },
    { timeout: 30_000, interval: 10 },
  )
})

test('ownership: close gives back what is held and tells its holder', async () => {
  await using context = await testLoom()
  const closing = await testLoom({ database: context.database })
  await context.loom.push(jobs(2))
  const [first, second] = await closing.loom.popMany(Job, 2)
  await first?.finish(1)
  await closing.loom.close()
  expect(await context.loom.get(second!.id)).toMatchObject(untouched)
  expect(second?.signal.aborted).toBe(true)
  await expect(second?.finish(2)).rejects.toMatchObject({ code: 'LEASE_LOST' })
})

test('ownership: close waits for a claim under way, so that it leaves nothing running behind', async () => {
  await using context = await testLoom()
  const closing = await testLoom({ database: context.database })
  await context.loom.push(jobs(1))
  let closed: Promise<void> | undefined
  onWritePoint((point) => {
    if (point !== 'claim.write') return
    onWritePoint(undefined)
    closed = closing.loom.close()
  })
  const popped = await closing.loom.pop(Job).catch(() => null)
  await closed
  expect(closed).toBeDefined()
  expect((await context.loom.find(Job))[0]).toMatchObject(untouched)
  expect(popped?.signal.aborted ?? true).toBe(true)
})

test('ownership: close waits for a settle under way', async () => {
  await using context = await testLoom()
  const closing = await testLoom({ database: context.database })
  await context.loom.push(jobs(1))
  const task = await closing.loom.pop(Job)
  const finished = task?.finish(5)
  await closing.loom.close()
  await finished
  expect(await context.loom.get(task!.id)).toMatchObject({ state: 'FINISHED', result: 5 })
})
