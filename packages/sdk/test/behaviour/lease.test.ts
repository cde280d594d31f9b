import { LeaseLost } from '@taskloom/sdk'
import { onWritePoint } from '@taskloom/sdk/testing'
import { afterEach, expect, test, vi } from 'vitest'

import { clientLoom } from '../support/client-loom.ts'
import { deferred } from '../support/deferred.ts'
import { repairDriver, unreadable } from '../support/driver-faults.ts'
import { Job, jobs } from '../support/jobs.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'

/** Renewals come at once, and a busy machine has 20 s to be late with one. */
const times = { lease: '20s', renewal: '20ms' } as const

const patient = { timeout: 30_000, interval: 5 }

afterEach(() => {
  onWritePoint(undefined)
  repairDriver()
})

test('lease: renewal keeps a long handler, far beyond one lease', async () => {
  await using context = await testLoom({ times })
  await using raw = await rawDatabase(context)
  const [started, release] = [deferred(), deferred()]
  const [node] = jobs(1)
  const leaseEnd = async () => Number((await raw.task(node!.id)).lease?.until)
  let runs = 0
  const worker = context.loom.worker([
    Job.handle(async () => {
      runs += 1
      started.resolve()
      await release.promise
      return 1
    }),
  ])
  const running = worker.run()
  await context.loom.push(node!)
  await started.promise
  for (let round = 0; round < 4; round += 1) {
    const before = await leaseEnd()
    await context.advance('15s')
    await vi.waitFor(async () => expect(await leaseEnd()).toBeGreaterThanOrEqual(before), patient)
    await context.sweep()
  }
  release.resolve()
  expect(await context.waitFor(node!, 'FINISHED')).toMatchObject({ attempt: 1, recoveries: 0 })
  expect(runs).toBe(1)
  await worker.stop()
  await running
})

test('lease: everything that a process holds is renewed in one write', async () => {
  await using context = await testLoom({ times })
  await using raw = await rawDatabase(context)
  await context.loom.push(jobs(50))
  const [second, release] = [deferred(), deferred()]
  let renewals = 0
  onWritePoint(async (point) => {
    if (point !== 'renew.write' || (renewals += 1) < 2) return
    second.resolve()
    await release.promise
  })
  const held = await context.loom.popMany(Job, 50)
  const until = await raw.tasks.distinct('lease.until')
  await second.promise
  // The second renewal is held: what was renewed, the first one did.
  const earliest = Math.max(...until.map(Number))
  const renewed = await raw.tasks.countDocuments({ 'lease.until': { $gt: new Date(earliest) } })
  release.resolve()
  expect([held.length, renewed]).toEqual([50, 50])
})

test('lease: a settled task is not renewed any more, and nothing is written when nothing is held', async () => {
  await using context = await testLoom({ times })
  await context.loom.push(jobs(2))
  const [first, second] = await context.loom.popMany(Job, 2)
  await Promise.all([first?.finish(1), second?.fail('no')])
  let renewals = 0
  onWritePoint((point) => {
    if (point === 'renew.write') renewals += 1
  })
  for (let round = 0; round < 20; round += 1) await context.loom.count(Job)
  expect(renewals).toBe(0)
})

test.for(['deleted', 'expired', 'recovered elsewhere'] as const)(
  'lease: a task that was %s aborts the signal of its handler with LeaseLost, and its end changes nothing',
  async (reason) => {
    await using context = await testLoom({ times })
    await using other = await testLoom({ database: context.database })
    await using raw = await rawDatabase(context)
    const [started, aborted] = [deferred(), deferred<unknown>()]
    const worker = context.loom.worker([
      Job.handle(async ({ signal }) => {
        started.resolve()
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        aborted.resolve(signal.reason)
        return 1
      }),
    ])
    const running = worker.run()
    const [node] = jobs(1)
    await context.loom.push(node!)
    await started.promise
    if (reason === 'deleted') await other.loom.delete(node!)
    if (reason === 'expired')
      await raw.tasks.updateOne({ _id: node!.id }, { $set: { expiresAt: new Date(0) } })
    if (reason === 'recovered elsewhere')
      await raw.tasks.updateOne({ _id: node!.id }, { $set: { 'lease.token': 'of another' } })
    await other.sweep()
    expect(await aborted.promise).toBeInstanceOf(LeaseLost)
    await worker.stop()
    await running
    const task = await other.loom.get(node!)
    expect(task?.state).toBe(
      { deleted: undefined, expired: 'EXPIRED', 'recovered elsewhere': 'RUNNING' }[reason],
    )
    expect(task?.result).toBeUndefined()
  },
)

test('lease: a popped task learns of its loss by its signal', async () => {
  await using context = await testLoom({ times })
  await context.loom.push(jobs(1))
  const task = await context.loom.pop(Job)
  await context.loom.delete(task!.id)
  await vi.waitFor(() => expect(task?.signal.aborted).toBe(true), patient)
  expect(task?.signal.reason).toBeInstanceOf(LeaseLost)
  await expect(task?.finish(1)).rejects.toThrow(LeaseLost)
})

test('lease: a claim that this process itself took over aborts the signal of the one before', async () => {
  await using context = await testLoom({ times })
  await context.loom.push(jobs(1))
  let isAsleep = true
  onWritePoint((point) => {
    if (point === 'renew.write' && isAsleep) throw new Error('not renewed yet')
  })
  const late = await context.loom.pop(Job)
  await context.advance('21s')
  await context.sweep()
  const current = await context.loom.pop(Job)
  expect(current).toMatchObject({ id: late!.id, attempt: 2 })
  // Both claims are renewed in the same write, and only one of them holds the task.
  isAsleep = false
  await vi.waitFor(() => expect(late?.signal.aborted).toBe(true), patient)
  expect(current?.signal.aborted).toBe(false)
  await current?.finish(2)
  expect(await context.loom.get(late!.id)).toMatchObject({ state: 'FINISHED', result: 2 })
})

test('lease: a popped task is renewed for `maximumRun` at the most, and then told of its loss', async () => {
  await using context = await testLoom({ times: { ...times, maximumRun: '1ms' } })
  await using other = await testLoom({ database: context.database })
  await context.loom.push(jobs(1))
  const task = await context.loom.pop(Job)
  await context.advance('21s')
  await other.sweep()
  expect(await other.loom.get(task!.id)).toMatchObject({ state: 'CREATED', recoveries: 1 })
  await vi.waitFor(() => expect(task?.signal.aborted).toBe(true), patient)
})

test('lease: a renewal that fails is made good by the next one', async () => {
  await using context = await testLoom({ times })
  await using raw = await rawDatabase(context)
  await context.loom.push(jobs(1))
  let failures = 0
  onWritePoint((point) => {
    if (point === 'renew.write' && (failures += 1) <= 3) throw new Error('no connection')
  })
  const task = await context.loom.pop(Job)
  const until = (await raw.task(task!.id)).lease?.until ?? new Date()
  await vi.waitFor(
    async () => expect((await raw.task(task!.id)).lease?.until.getTime()).toBeGreaterThan(until.getTime()),
    patient,
  )
  expect(failures).toBeGreaterThan(3)
  expect(task?.signal.aborted).toBe(false)
  await task?.finish(1)
})

test('lease: a look at what was lost that is never answered does not keep anything from being renewed', async () => {
  await using context = await testLoom({ times })
  await using raw = await rawDatabase(context)
  const looks = unreadable('find', { mentioned: '"state":"RUNNING"', times: Infinity, how: 'stalls' })
  await context.loom.push(jobs(2))
  const [kept, lost] = await context.loom.popMany(Job, 2)
  // A renewal finds out that something was lost, too.
  await context.loom.delete(lost!.id)
  const leaseEnd = async () => Number((await raw.task(kept!.id)).lease?.until)
  await vi.waitFor(() => expect(looks()).toBeGreaterThan(0), patient)
  for (let renewals = 0; renewals < 3; renewals += 1) {
    const earlier = await leaseEnd()
    await vi.waitFor(async () => expect(await leaseEnd()).toBeGreaterThan(earlier), patient)
  }
  expect(looks()).toBe(1)
  await kept?.finish(1)
})

test('lease: a renewal that is called for while another is under way follows it, and renews what came since', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  await using user = await clientLoom(context)
  await context.loom.push(jobs(2))
  const [started, release] = [deferred(), deferred()]
  let renewals = 0
  onWritePoint(async (point) => {
    if (point !== 'renew.write' || (renewals += 1) > 1) return
    started.resolve()
    await release.promise
  })
  await user.loom.pop(Job)
  const first = user.renew()
  await started.promise
  const late = await user.loom.pop(Job)
  const earlier = (await raw.task(late!.id)).lease?.until
  await user.renew()
  release.resolve()
  await first
  expect(Number((await raw.task(late!.id)).lease?.until)).toBeGreaterThan(Number(earlier))
})
