import { LeaseLost } from '@taskloom/sdk'
import { onWritePoint, type TestLoom } from '@taskloom/sdk/testing'
import { MongoNetworkError } from 'mongodb'
import { afterEach, expect, test } from 'vitest'

import { failing, repairDriver } from '../support/driver-faults.ts'
import { AfterJob, Job, jobs, Report } from '../support/jobs.ts'
import { any, containing } from '../support/matchers.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'
import { unrenewed } from '../support/unrenewed.ts'

afterEach(() => {
  onWritePoint(undefined)
  repairDriver()
})

async function popJobs({ loom }: TestLoom, count: number) {
  await loom.push(jobs(count))
  return loom.popMany(Job, count)
}

async function popReports({ loom }: TestLoom, count: number) {
  await loom.push(Array.from({ length: count }, () => Report({})))
  return loom.popMany(Report, count)
}

test('settle: when the answer of a bulk is lost, what carries the own token was settled', async () => {
  await using context = await testLoom()
  const tasks = await popJobs(context, 3)
  failing('bulkWrite', { isWritten: true })
  await Promise.all(tasks.map((task) => task.finish(task.payload.number)))
  expect(await context.loom.find(Job)).toMatchObject(
    [0, 1, 2].map((result) => ({ state: 'FINISHED', result })),
  )
})

test('settle: dependents are told although the answer was lost', async () => {
  await using context = await testLoom()
  const [job] = jobs(1)
  await context.loom.push(AfterJob({}, { dependsOn: { job: job! } }))
  const task = await context.loom.pop(Job)
  failing('bulkWrite', { isWritten: true })
  await task?.finish(5)
  await context.untilResolved()
  expect(await context.loom.pop(AfterJob)).toMatchObject({ dependencies: { job: 5 } })
})

test('settle: what is still held after an error is sent again', async () => {
  await using context = await testLoom()
  const tasks = await popJobs(context, 3)
  failing('bulkWrite', { isWritten: false, times: 2 })
  await Promise.all(tasks.map((task) => task.finish(1)))
  expect(await context.loom.count(Job, { state: 'FINISHED' })).toBe(3)
})

test('settle: after three errors finish rejects, and the task is still held and can be finished later', async () => {
  await using context = await testLoom()
  const [task] = await popJobs(context, 1)
  failing('bulkWrite', { isWritten: false, times: 3 })
  await expect(task?.finish(1)).rejects.toThrow(MongoNetworkError)
  expect(await context.loom.get(task!.id)).toMatchObject({ state: 'RUNNING' })
  await task?.finish(2)
  expect(await context.loom.get(task!.id)).toMatchObject({ state: 'FINISHED', result: 2 })
})

test.for([true, false])(
  'settle: what another claim took meanwhile is LeaseLost, and its neighbours are settled (written: %s)',
  async (isWritten) => {
    await using context = await testLoom()
    await using raw = await rawDatabase(context)
    const tasks = await popJobs(context, 3)
    const [stolen, ...others] = tasks
    failing('bulkWrite', {
      isWritten,
      meanwhile: () => raw.tasks.updateOne({ _id: stolen!.id }, { $set: { 'lease.token': 'another' } }),
    })
    const [lost, ...settled] = await Promise.allSettled(tasks.map((task) => task.finish(1)))
    expect(lost).toMatchObject({ status: 'rejected', reason: any(LeaseLost) })
    expect(settled).toMatchObject(others.map(() => ({ status: 'fulfilled' })))
    expect(await raw.task(stolen!.id)).toMatchObject({ state: 'RUNNING', lease: { token: 'another' } })
    expect(await raw.task(stolen!.id)).not.toHaveProperty('result')
  },
)

test('settle: results that come together travel together', async () => {
  await using context = await testLoom()
  const tasks = await popJobs(context, 50)
  let bulks = 0
  onWritePoint((point) => {
    if (point === 'settle.write') bulks += 1
  })
  await Promise.all(tasks.map((task) => task.finish(1)))
  expect(bulks).toBeLessThanOrEqual(2)
  expect(await context.loom.count(Job, { state: 'FINISHED' })).toBe(50)
})

test('settle: one result of 20 MB harms nobody else in the same bulk', async () => {
  await using context = await testLoom()
  const tasks = await popReports(context, 3)
  const results = ['small', 'x'.repeat(20_000_000), 'x'.repeat(500_000)]
  const ends = await Promise.allSettled(tasks.map((task, index) => task.finish(results[index]!)))
  expect(ends).toMatchObject([
    { status: 'fulfilled' },
    { status: 'rejected', reason: { code: 'VALUE_TOO_LARGE', details: { id: tasks[1]!.id } } },
    { status: 'fulfilled' },
  ])
  expect((await context.loom.find(Report)).map(({ state }) => state)).toEqual([
    'FINISHED',
    'RUNNING',
    'FINISHED',
  ])
  expect(await context.loom.get(tasks[2]!.id)).toMatchObject({ result: results[2] })
})

test('settle: a limit beyond what a document of MongoDB can hold is refused, so that no bulk ever breaks on it', async () => {
  await expect(testLoom({ limits: { result: 32_000_000 } })).rejects.toMatchObject({
    code: 'INVALID_OPTION',
    message: containing('limits.result'),
  })
})

test('settle: the largest result that can be allowed is stored, and travels', async () => {
  const largest = 16_000_000
  await using context = await testLoom({ limits: { result: largest } })
  const [task, neighbour] = await popReports(context, 2)
  const result = 'x'.repeat(largest - 100)
  await Promise.all([task?.finish(result), neighbour?.finish('small')])
  const stored = await context.loom.get(task!.id)
  expect(stored?.state).toBe('FINISHED')
  expect(stored?.result === result).toBe(true)
})

test('settle: a late large result does not replace the one that was stored', async () => {
  await using context = await testLoom(unrenewed)
  await using other = await testLoom({ database: context.database })
  const [late] = await popReports(context, 1)
  await context.advance('21s')
  await other.sweep()
  const current = await other.loom.pop(Report)
  const result = 'b'.repeat(10_000)
  await current?.finish(result)

  await expect(late?.finish('a'.repeat(10_000))).rejects.toThrow(LeaseLost)
  expect((await context.loom.get(late!.id))?.result === result).toBe(true)
})

test('settle: a late large result does not get in the way of the claim that still runs', async () => {
  await using context = await testLoom(unrenewed)
  await using other = await testLoom({ database: context.database })
  const [late] = await popReports(context, 1)
  await context.advance('21s')
  await other.sweep()
  const current = await other.loom.pop(Report)

  let isLate = false
  onWritePoint(async (point) => {
    if (point !== 'settle.write' || isLate) return
    isLate = true
    // Between the large result of the current claim and its settle.
    await late?.finish('a'.repeat(10_000)).catch(() => undefined)
  })
  await current?.finish('b'.repeat(10_000))
  expect((await context.loom.get(late!.id))?.result === 'b'.repeat(10_000)).toBe(true)
})

test('settle: two claims of one task in the same bulk are told apart', async () => {
  await using context = await testLoom(unrenewed)
  const [late] = await popJobs(context, 1)
  await context.advance('21s')
  await context.sweep()
  const current = await context.loom.pop(Job)
  const [lost, settled] = await Promise.allSettled([late?.finish(1), current?.finish(2)])
  expect(lost).toMatchObject({ status: 'rejected', reason: any(LeaseLost) })
  expect(settled).toMatchObject({ status: 'fulfilled' })
  expect(await context.loom.get(late!.id)).toMatchObject({ state: 'FINISHED', result: 2 })
})

test('settle: a task that was deleted is not brought back, nor is its large result', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const [task] = await popReports(context, 1)
  await context.loom.delete(task!.id)
  await expect(task?.finish('x'.repeat(10_000))).rejects.toThrow(LeaseLost)
  expect(await raw.tasks.countDocuments()).toBe(0)
  expect(await context.loom.get(task!.id)).toBeUndefined()
})
