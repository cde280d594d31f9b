import { anyOf, defineTask, LeaseLost } from '@taskloom/sdk'
import { onWritePoint, type TestLoom } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'

import { Download, Gallery, Resize } from '../support/definitions.ts'
import { failing, repairDriver } from '../support/driver-faults.ts'
import { AfterJob, Job, jobs, Report } from '../support/jobs.ts'
import { any } from '../support/matchers.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { isSlow, testLoom } from '../support/test-loom.ts'
import { unrenewed } from '../support/unrenewed.ts'

afterEach(() => {
  onWritePoint(undefined)
  repairDriver()
})

async function popJob({ loom }: TestLoom, number = 1) {
  const node = Job({ number })
  await loom.push(node)
  const task = await loom.pop(Job)
  if (task === null) throw new Error('Nothing was ready.')
  return task
}

test('claimed task: it is RUNNING in the database, under a lease, with its payload and first attempt', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const task = await popJob(context, 7)
  expect(task).toMatchObject({ name: 'job', payload: { number: 7 }, dependencies: {}, attempt: 1 })
  expect(task.signal.aborted).toBe(false)

  const stored = await context.loom.get(task.id)
  expect(stored).toMatchObject({ state: 'RUNNING', attempt: 1, recoveries: 0 })
  expect(stored?.startedAt).toBeInstanceOf(Date)
  const { lease, ready } = await raw.task(task.id)
  expect(ready).toBeUndefined()
  expect(lease).toEqual({ token: any(String), owner: any(String), until: any(Date) })
})

test('claimed task: dependencies arrive by the names and kinds of their groups', async () => {
  await using context = await testLoom()
  const { loom } = context
  const source = Download({ url: 'a' })
  const images = [100, 200].map((width) => Resize({ width }, { dependsOn: { source } }))
  await loom.push(Gallery({ title: 'June' }, { dependsOn: { images, mirror: [source] } }))
  await (await loom.pop(Download))?.finish({ path: 'a.png' })
  await context.untilResolved()
  for (const task of await loom.popMany(Resize, 2)) {
    const width: number = task.payload.width
    await task.finish({ path: `${task.dependencies.source.path}-${width}`, width })
  }
  await context.untilResolved()
  expect((await loom.pop(Gallery))?.dependencies).toEqual({
    images: [100, 200].map((width) => ({ path: `a.png-${width}`, width })),
    mirror: { path: 'a.png' },
  })
})

test('claimed task: finish stores the result and the time, and takes the lease away', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const task = await popJob(context)
  await task.finish(42)
  const stored = await context.loom.get(task.id)
  expect(stored).toMatchObject({ state: 'FINISHED', result: 42, attempt: 1 })
  expect(stored?.settledAt).toBeInstanceOf(Date)
  expect(await raw.task(task.id)).not.toHaveProperty('lease')
})

test('claimed task: fail stores the error', async () => {
  await using context = await testLoom()
  const task = await popJob(context)
  await task.fail(new TypeError('no such number'))
  expect(await context.loom.get(task.id)).toMatchObject({
    state: 'FAILED',
    error: { name: 'TypeError', message: 'no such number', code: 'HANDLER_FAILED' },
  })
})

test('claimed task: settling twice throws LeaseLost and changes nothing, whichever came first', async () => {
  await using context = await testLoom()
  const finished = await popJob(context)
  await finished.finish(1)
  await expect(finished.finish(2)).rejects.toThrow(LeaseLost)
  await expect(finished.fail(new Error('late'))).rejects.toMatchObject({
    code: 'LEASE_LOST',
    details: { id: finished.id, task: 'job', attempt: 1 },
  })
  expect(await context.loom.get(finished.id)).toMatchObject({ state: 'FINISHED', result: 1 })

  const failed = await popJob(context)
  const [first, second] = await Promise.allSettled([failed.fail('first'), failed.finish(2)])
  expect([first.status, second.status]).toEqual(['fulfilled', 'rejected'])
  expect(await context.loom.get(failed.id)).toMatchObject({ state: 'FAILED', error: { message: 'first' } })
})

test('claimed task: finishing after the lease was lost throws LeaseLost and leaves the new claim alone', async () => {
  await using context = await testLoom(unrenewed)
  await using other = await testLoom({ database: context.database })
  const late = await popJob(context)
  await context.advance('21s')
  await other.sweep()
  const current = await other.loom.pop(Job)
  expect(current).toMatchObject({ id: late.id, attempt: 2 })

  await expect(late.finish(1)).rejects.toThrow(LeaseLost)
  await expect(late.fail(new Error('late'))).rejects.toThrow(LeaseLost)
  expect(await context.loom.get(late.id)).toMatchObject({ state: 'RUNNING', attempt: 2 })
  await current?.finish(2)
  expect(await context.loom.get(late.id)).toMatchObject({ state: 'FINISHED', result: 2 })
})

test('claimed task: a result that its schema refuses leaves the task held, to be finished rightly', async () => {
  await using context = await testLoom()
  const task = await popJob(context)
  // @ts-expect-error: JavaScript may call it so
  await expect(task.finish('one')).rejects.toMatchObject({ code: 'INVALID_RESULT' })
  expect(await context.loom.get(task.id)).toMatchObject({ state: 'RUNNING' })
  await task.finish(1)
  expect(await context.loom.get(task.id)).toMatchObject({ state: 'FINISHED', result: 1 })
})

test('claimed task: a result that is too large or cannot be stored leaves the task held, to be failed', async () => {
  await using context = await testLoom()
  const Any = defineTask({ name: 'any', schema: z.object({}), result: z.unknown() })
  await context.loom.push(Any({}))
  const task = await context.loom.pop(Any)
  await expect(task?.finish('x'.repeat(1_048_577))).rejects.toMatchObject({ code: 'VALUE_TOO_LARGE' })
  await expect(task?.finish({ callback: () => 1 })).rejects.toMatchObject({ code: 'VALUE_NOT_STORABLE' })
  await task?.fail(new Error('no result to speak of'))
  expect(await context.loom.findOne(Any)).toMatchObject({
    state: 'FAILED',
    error: { message: 'no result to speak of' },
  })
})

test('claim: a document that no longer fits its schema fails by itself, and the next one is claimed', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const [old, next] = jobs(2)
  const after = AfterJob({}, { dependsOn: { job: old! } })
  await context.loom.push([after, next!])
  await raw.tasks.updateOne({ _id: old!.id }, { $set: { payload: { number: 'one' } } })

  expect(await context.loom.pop(Job)).toMatchObject({ id: next!.id })
  expect(await context.loom.get(old!)).toMatchObject({ state: 'FAILED', error: { code: 'INVALID_PAYLOAD' } })
  await context.waitFor(after, 'FAILED')
})

test('claim: poppers that race get disjoint tasks, and together all of them', async () => {
  const count = isSlow ? 60 : 300
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  await context.loom.push(jobs(count))
  const popped = await Promise.all(
    [context, other, context, other].map(async ({ loom }) => {
      const ids: string[] = []
      for (;;) {
        const tasks = await loom.popMany(Job, 7)
        if (tasks.length === 0) return ids
        ids.push(...tasks.map(({ id }) => id))
      }
    }),
  )
  expect(popped.flat()).toHaveLength(count)
  expect(new Set(popped.flat()).size).toBe(count)
})

test.for([1, 3])('claim: an error after the write adopts what it got (a claim of %i)', async (count) => {
  await using context = await testLoom()
  const nodes = jobs(3)
  await context.loom.push(nodes)
  failing(count === 1 ? 'findOneAndUpdate' : 'updateMany', { isWritten: true })
  const tasks = await context.loom.popMany(Job, count)
  expect(tasks.map(({ id }) => id)).toEqual(nodes.slice(0, count).map(({ id }) => id))
  for (const task of tasks) await task.finish(1)
  expect(await context.loom.count(Job, { state: 'FINISHED' })).toBe(count)
})

test('claim: an error before the write is thrown, and the task can be popped again', async () => {
  await using context = await testLoom()
  await context.loom.push(jobs(1))
  failing('findOneAndUpdate', { isWritten: false })
  await expect(context.loom.pop(Job)).rejects.toThrow('connection reset by the test')
  expect(await context.loom.pop(Job)).toMatchObject({ payload: { number: 0 }, attempt: 1 })
})

test('claim: when one part of a large claim fails, what the others got is handed out', async () => {
  const count = 450
  await using context = await testLoom()
  await context.loom.push(jobs(count))
  failing('updateMany', { nth: 2, isWritten: false })
  const tasks = await context.loom.popMany(Job, count)
  expect(tasks.length).toBeGreaterThanOrEqual(200)
  expect(await context.loom.count(Job, { state: 'RUNNING' })).toBe(tasks.length)
})

test('claim: tasks whose inputs cannot be loaded are given back without burning an attempt', async () => {
  const First = defineTask({ name: 'first', schema: z.object({}), dependsOn: { any: anyOf(Report) } })
  await using context = await testLoom()
  const report = Report({})
  const first = First({}, { dependsOn: { any: [report] } })
  await context.loom.push(first)
  await (await context.loom.pop(Report))?.finish('done')
  await context.untilResolved()
  onWritePoint((point) => {
    if (point === 'claim.winners') throw new Error('no winners today')
  })
  await expect(context.loom.pop(First)).rejects.toThrow('no winners today')
  onWritePoint(undefined)
  expect(await context.loom.get(first)).toMatchObject({ state: 'CREATED', waitingFor: 'worker', attempt: 0 })
  expect(await context.loom.pop(First)).toMatchObject({ attempt: 1, dependencies: { any: 'done' } })
})
