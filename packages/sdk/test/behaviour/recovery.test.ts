import { onWritePoint } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'

import { AfterJob, Job, jobs } from '../support/jobs.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { isSlow, testLoom } from '../support/test-loom.ts'
import { unrenewed } from '../support/unrenewed.ts'
import { before } from '../support/write-point.ts'

afterEach(() => onWritePoint(undefined))

test('recovery: a task whose lease ran out is ready again at its old place, and counts a recovery', async () => {
  await using context = await testLoom()
  await using worker = await testLoom({ ...unrenewed, database: context.database })
  const nodes = jobs(3)
  await context.loom.push(nodes)
  const lost = await worker.loom.pop(Job)
  await context.advance('21s')
  await context.sweep()

  expect(await context.loom.get(lost!.id)).toMatchObject({
    state: 'CREATED',
    waitingFor: 'worker',
    attempt: 1,
    recoveries: 1,
  })
  expect((await context.loom.popMany(Job, 3)).map(({ id, attempt }) => [id, attempt])).toEqual([
    [nodes[0]!.id, 2],
    [nodes[1]!.id, 1],
    [nodes[2]!.id, 1],
  ])
  expect(await context.loom.healed()).toBe(1)
})

test('recovery: a lease that still runs is left alone', async () => {
  await using context = await testLoom()
  await context.loom.push(jobs(1))
  const task = await context.loom.pop(Job)
  await context.advance('19s')
  await context.sweep()
  expect(await context.loom.get(task!.id)).toMatchObject({ state: 'RUNNING', recoveries: 0 })
  expect(await context.loom.healed()).toBe(0)
})

test('recovery: how often is for the sweeper to say', async () => {
  await using context = await testLoom({ limits: { maxRecoveries: 1 } })
  await using worker = await testLoom({ ...unrenewed, database: context.database })
  const [job] = jobs(1)
  await context.loom.push(job!)
  for (const state of ['CREATED', 'FAILED']) {
    await worker.loom.pop(Job)
    await context.advance('21s')
    await context.sweep()
    expect(await context.loom.get(job!)).toMatchObject({ state, recoveries: 1 })
  }
  await expect(testLoom({ limits: { maxRecoveries: 1.5 } })).rejects.toThrow('`limits.maxRecoveries` is 1.5')
})

test('recovery: after three recoveries the task fails with LEASE_EXPIRED, and its dependents are settled', async () => {
  await using context = await testLoom()
  await using worker = await testLoom({ ...unrenewed, database: context.database })
  const [job] = jobs(1)
  const after = AfterJob({}, { dependsOn: { job: job! } })
  await context.loom.push(after)
  for (let loss = 1; loss <= 4; loss += 1) {
    expect(await worker.loom.pop(Job)).toMatchObject({ attempt: loss })
    await context.advance('21s')
    await context.sweep()
    const state = loss < 4 ? 'CREATED' : 'FAILED'
    expect(await context.loom.get(job!)).toMatchObject({ state, recoveries: Math.min(loss, 3) })
  }
  expect(await context.loom.get(job!)).toMatchObject({ error: { code: 'LEASE_EXPIRED' } })
  expect(await context.waitFor(after, 'FAILED')).toMatchObject({ rootCause: job!.id })
  expect(await context.loom.healed()).toBe(4)
})

test.for([0, 3])(
  'recovery: a renewal between the look and the write wins, and nothing was healed (after %i recoveries)',
  async (recoveries) => {
    await using context = await testLoom(unrenewed)
    await using raw = await rawDatabase(context)
    await context.loom.push(jobs(1))
    const task = await context.loom.pop(Job)
    await raw.tasks.updateOne({ _id: task!.id }, { $set: { recoveries } })
    await context.advance('21s')
    {
      using _renewal = before('sweep.recover', () =>
        raw.tasks.updateOne({ _id: task!.id }, { $set: { 'lease.until': new Date(Date.now() + 20_000) } }),
      )
      await context.sweep()
    }
    expect(await context.loom.get(task!.id)).toMatchObject({ state: 'RUNNING', recoveries })
    await task?.finish(1)
    expect(await context.loom.healed()).toBe(0)
  },
)

test('recovery: a claim that took the task between the look and the write keeps it', async () => {
  await using context = await testLoom(unrenewed)
  await using raw = await rawDatabase(context)
  await context.loom.push(jobs(1))
  const task = await context.loom.pop(Job)
  await context.advance('21s')
  {
    using _claim = before('sweep.recover', () =>
      raw.tasks.updateOne({ _id: task!.id }, { $set: { 'lease.token': 'of another', attempt: 2 } }),
    )
    await context.sweep()
  }
  expect(await raw.task(task!.id)).toMatchObject({ state: 'RUNNING', lease: { token: 'of another' } })
})

test('recovery: a finish between the look and the write wins', async () => {
  await using context = await testLoom(unrenewed)
  await context.loom.push(jobs(1))
  const task = await context.loom.pop(Job)
  await context.advance('21s')
  {
    using _finish = before('sweep.recover', () => task?.finish(7))
    await context.sweep()
  }
  expect(await context.loom.get(task!.id)).toMatchObject({ state: 'FINISHED', result: 7 })
  expect(await context.loom.healed()).toBe(0)
})

test('recovery: many lost tasks are recovered in one sweep', async () => {
  // More than a batch of the sweeper.
  const count = isSlow ? 210 : 450
  await using context = await testLoom()
  await using worker = await testLoom({ ...unrenewed, database: context.database })
  await context.loom.push(jobs(count))
  expect(await worker.loom.popMany(Job, count)).toHaveLength(count)
  await context.advance('21s')
  await context.sweep()
  expect(await context.loom.count(Job, { state: 'CREATED' })).toBe(count)
  expect(await context.loom.healed()).toBe(count)
})
