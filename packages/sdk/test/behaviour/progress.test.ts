import { onWritePoint, type TestLoom } from '@taskloom/sdk/testing'
import { afterEach, expect, test, vi } from 'vitest'

import { deferred } from '../support/deferred.ts'
import { counting, repairDriver } from '../support/driver-faults.ts'
import { Job, jobs } from '../support/jobs.ts'
import { testLoom } from '../support/test-loom.ts'
import { unrenewed } from '../support/unrenewed.ts'

afterEach(() => {
  onWritePoint(undefined)
  repairDriver()
})

const patient = { timeout: 30_000, interval: 10 }

async function popJob({ loom }: TestLoom) {
  await loom.push(jobs(1))
  const task = await loom.pop(Job)
  if (task === null) throw new Error('Nothing was ready.')
  return task
}

/** Waits until the task says so. */
async function untilProgress({ loom }: TestLoom, id: string, progress: unknown): Promise<void> {
  await vi.waitFor(async () => expect((await loom.get(id))?.progress).toEqual(progress), patient)
}

test('progress: what a handler reports is stored while it runs', async () => {
  await using context = await testLoom()
  const [node] = jobs(1)
  await context.loom.push(node!)
  const release = deferred()
  const worker = context.loom.worker([
    Job.handle(async ({ progress }) => {
      progress(0.25, 'a quarter')
      await release.promise
      return 1
    }),
  ])
  const running = worker.run()
  await untilProgress(context, node!.id, { fraction: 0.25, message: 'a quarter' })
  expect(await context.loom.get(node!)).toMatchObject({ state: 'RUNNING' })
  release.resolve()
  await context.waitFor(node!, 'FINISHED')
  await worker.stop()
  await running
})

test('progress: of many reports the latest counts, and they cost one write', async () => {
  await using context = await testLoom()
  const task = await popJob(context)
  const writes = counting('bulkWrite')
  for (let step = 1; step <= 1_000; step += 1) task.progress(step / 1_000)
  await untilProgress(context, task.id, { fraction: 1 })
  expect(writes()).toBe(1)
})

test.for([
  [-1, 0],
  [2, 1],
  [Number.NaN, 0],
  [Number.POSITIVE_INFINITY, 1],
])('progress: a fraction of %d counts as %d', async ([fraction, expected]) => {
  await using context = await testLoom()
  const task = await popJob(context)
  task.progress(fraction!)
  await untilProgress(context, task.id, { fraction: expected })
  expect((await context.loom.get(task.id))?.progress).toEqual({ fraction: expected })
})

test('progress: a task that settles does not wait for its report, and none comes after it', async () => {
  await using context = await testLoom()
  const [first, second] = [await popJob(context), await popJob(context)]
  first.progress(0.5)
  await first.finish(1)
  first.progress(0.9)
  second.progress(0.1)
  await untilProgress(context, second.id, { fraction: 0.1 })
  const stored = await context.loom.get(first.id)
  expect(stored).toMatchObject({ state: 'FINISHED' })
  expect(stored?.progress).toBeUndefined()
})

test('progress: that of a claim which lost its task is not written over that of the new one', async () => {
  await using context = await testLoom(unrenewed)
  await using other = await testLoom({ database: context.database })
  const late = await popJob(context)
  await context.advance('21s')
  await other.sweep()
  const current = await other.loom.pop(Job)
  current?.progress(0.7)
  await untilProgress(context, late.id, { fraction: 0.7 })
  const [marker] = jobs(1)
  await context.loom.push(marker!)
  const witness = await context.loom.pop(Job)
  late.progress(0.2)
  witness?.progress(0.5)
  // Both travel in the same bulk.
  await untilProgress(context, marker!.id, { fraction: 0.5 })
  expect((await context.loom.get(late.id))?.progress).toEqual({ fraction: 0.7 })
})

test('progress: a task that is given back or recovered begins anew', async () => {
  await using context = await testLoom(unrenewed)
  const task = await popJob(context)
  task.progress(0.5)
  await untilProgress(context, task.id, { fraction: 0.5 })
  await task[Symbol.asyncDispose]()
  expect((await context.loom.get(task.id))?.progress).toBeUndefined()

  const again = await context.loom.pop(Job)
  again?.progress(0.6)
  await untilProgress(context, task.id, { fraction: 0.6 })
  await context.advance('21s')
  await context.sweep()
  expect(await context.loom.get(task.id)).toMatchObject({ state: 'CREATED', recoveries: 1 })
  expect((await context.loom.get(task.id))?.progress).toBeUndefined()
})
