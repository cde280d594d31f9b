import { connect } from '@taskloom/sdk'
import { onWritePoint } from '@taskloom/sdk/testing'
import { afterEach, expect, test, vi } from 'vitest'

import { setAhead } from '../support/ahead.ts'
import { eager, patient, untilTicks } from '../support/eager-sweeper.ts'
import { AfterJob, Job, jobs, Report } from '../support/jobs.ts'
import { movedClock } from '../support/moved-clock.ts'
import { rawDatabase, type RawDatabase } from '../support/raw-database.ts'
import { testLoom, uri } from '../support/test-loom.ts'
import { unrenewed } from '../support/unrenewed.ts'

afterEach(() => onWritePoint(undefined))

async function delayJob(raw: RawDatabase, id: string, dueAt: Date): Promise<void> {
  await raw.tasks.updateOne({ _id: id }, { $set: { blocked: true, dueAt }, $unset: { ready: '' } })
}

test('sweeper: every connection sweeps unless told not to', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const expiring = Job({ number: 1 }, { expiresIn: '1ms' })
  await context.loom.push(expiring, { keepFor: '1h' })
  await using _idle = await connect({ uri, database: context.database, sweeper: false })
  expect(await raw.locks.countDocuments()).toBe(0)
  expect(await context.loom.get(expiring)).toMatchObject({ state: 'CREATED' })

  await using _sweeping = await connect({ uri, database: context.database, times: { sweepTick: '20ms' } })
  await context.waitFor(expiring, 'EXPIRED')
  expect((await raw.locks.distinct('_id')).toSorted()).toEqual([
    'due',
    'expiry',
    'flags',
    'leases',
    'pauses',
    'pushes',
    'resets',
    'walk',
  ])
})

test('sweeper: each duty has a lock of its own, and its holder alone does it', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const [held, delayed] = jobs(2)
  await context.loom.push([held!, delayed!])
  await context.loom.pop(Job)
  await delayJob(raw, delayed!.id, new Date(Date.now() + 1_000))
  await context.sweep()
  const inAnHour = new Date(Date.now() + 3_600_000)
  await raw.tasks.updateOne({ _id: held!.id }, { $set: { 'lease.until': new Date(0) } })
  await raw.tasks.updateOne({ _id: delayed!.id }, { $set: { dueAt: new Date(0) } })
  await raw.locks.updateOne({ _id: 'leases' }, { $set: { owner: 'another', until: inAnHour } })

  const times = { ...eager.times, renewal: '20ms' } as const
  await using _sweeping = await testLoom({ ...eager, times, database: context.database })
  await vi.waitFor(
    async () => expect(await context.loom.get(delayed!)).toMatchObject({ waitingFor: 'worker' }),
    patient,
  )
  await untilTicks(raw, 'due', 3)
  expect(await raw.task(held!.id)).toMatchObject({ state: 'RUNNING', lease: { until: new Date(0) } })
  expect(await raw.locks.findOne({ _id: 'leases' })).toMatchObject({ owner: 'another', until: inAnHour })

  // The other one died: its time is over.
  await raw.locks.updateOne({ _id: 'leases' }, { $set: { until: new Date(0) } })
  await context.waitFor(held!, 'CREATED')
})

test('sweeper: whose time is over is for the clock of the server to say, not for that of a process', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const [delayed] = jobs(1)
  await context.loom.push(delayed!)
  await context.sweep()
  await delayJob(raw, delayed!.id, new Date(0))
  const until = new Date(Date.now() + 45_000)
  await raw.locks.updateOne({ _id: 'due' }, { $set: { owner: 'another', until } })

  await using sweeping = await testLoom({ ...eager, database: context.database })
  setAhead(sweeping, 55_000)
  await untilTicks(raw, 'walk', 4)
  expect(await raw.locks.findOne({ _id: 'due' })).toMatchObject({ owner: 'another', until })
  expect(await context.loom.get(delayed!)).toMatchObject({ waitingFor: 'time' })
})

test('sweeper: it keeps its duties while it lives, and leaves them to others when it is closed', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const first = await testLoom({ sweeper: true, times: { sweepTick: '200ms' }, database: context.database })
  await untilTicks(raw, 'leases', 2)
  const owner = (await raw.locks.findOne({ _id: 'leases' }))?.owner
  expect(owner).not.toBe('')
  expect(await raw.locks.distinct('owner')).toEqual([owner])
  await first.loom.close()
  expect(await raw.locks.distinct('owner')).toEqual([''])

  await using _second = await testLoom({ ...eager, database: context.database })
  await untilTicks(raw, 'leases', 2)
  expect((await raw.locks.findOne({ _id: 'leases' }))?.owner).not.toBe(owner)
})

test('sweeper: a delayed task becomes ready when it is due, at its old place', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const nodes = jobs(2)
  await context.loom.push(nodes)
  await delayJob(raw, nodes[0]!.id, new Date(Date.now() + 60_000))
  await context.sweep()
  expect(await context.loom.get(nodes[0]!)).toMatchObject({ state: 'CREATED', waitingFor: 'time' })
  expect(await context.purePop(Job)).toEqual([nodes[1]!.id])

  await context.advance('61s')
  await context.sweep()
  expect((await context.loom.popMany(Job, 2)).map(({ id }) => id)).toEqual(nodes.map(({ id }) => id))
  expect(await context.loom.healed()).toBe(0)
})

test('sweeper: a delayed task that is due but still waits for another stays blocked', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const [job] = jobs(1)
  const after = AfterJob({}, { dependsOn: { job: job! } })
  await context.loom.push(after)
  await delayJob(raw, after.id, new Date(Date.now() + 60_000))
  await context.advance('61s')
  await context.sweep()
  expect(await context.loom.get(after)).toMatchObject({ state: 'CREATED', waitingFor: 'dependencies' })
  await (await context.loom.pop(Job))?.finish(1)
  await context.untilResolved()
  expect(await context.loom.pop(AfterJob)).toMatchObject({ id: after.id })
})

test('sweeper: a dependency that settles does not shorten a delay', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const [job] = jobs(1)
  const after = AfterJob({}, { dependsOn: { job: job! } })
  await context.loom.push(after)
  await delayJob(raw, after.id, new Date(Date.now() + 60_000))
  await (await context.loom.pop(Job))?.finish(1)
  await context.untilResolved()
  expect(await context.loom.get(after)).toMatchObject({ state: 'CREATED', waitingFor: 'time' })
  await context.advance('61s')
  await context.sweep()
  expect(await context.loom.get(after)).toMatchObject({ state: 'CREATED', waitingFor: 'worker' })
})

test('sweeper: after a long pause of its own it waits one lease before it recovers anything', async () => {
  using clock = movedClock()
  await using context = await testLoom(unrenewed)
  await using raw = await rawDatabase(context)
  await context.loom.push(jobs(3))
  const held = await context.loom.popMany(Job, 3)
  await using _sweeping = await testLoom({ ...eager, database: context.database })
  await untilTicks(raw, 'leases', 2)

  // Every lease looks dead now, and every worker may be alive.
  clock.move(60_000)
  await context.advance('60s')
  await untilTicks(raw, 'leases', 5)
  expect(await context.loom.count(Job, { state: 'RUNNING' })).toBe(3)

  for (let moved = 0; moved < 24_000; moved += 8_000) {
    clock.move(8_000)
    await untilTicks(raw, 'leases', 2)
  }
  for (const { id } of held) expect(await context.waitFor(id, 'CREATED')).toMatchObject({ recoveries: 1 })
})

test('sweeper: a task that is blocked though nothing is left to wait for is found and healed', async () => {
  using clock = movedClock()
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const [job] = jobs(1)
  const after = AfterJob({}, { dependsOn: { job: job! } })
  await context.loom.push(after)
  await (await context.loom.pop(Job))?.finish(1)
  await context.untilResolved()
  await raw.tasks.updateOne({ _id: after.id }, { $set: { blocked: true }, $unset: { ready: '' } })

  await context.sweep()
  expect(await context.loom.get(after)).toMatchObject({ waitingFor: 'dependencies' })
  expect(await context.loom.healed()).toBe(0)
  clock.move(11_000)
  await context.sweep()
  expect(await context.loom.get(after)).toMatchObject({ waitingFor: 'worker' })
  expect(await context.loom.healed()).toBe(1)
})

test('sweeper: a life of failures, deletions, delays, expiries and give-backs has nothing to heal', async () => {
  await using context = await testLoom(eager)
  await using raw = await rawDatabase(context)
  const [failing, deleted, delayed, given] = jobs(4)
  const expiring = Report({}, { expiresIn: '1ms' })
  const ends = [failing, deleted, delayed, given].map((job) => AfterJob({}, { dependsOn: { job: job! } }))
  const dag = await context.loom.push([...ends, expiring], { keepFor: '1h' })
  await delayJob(raw, delayed!.id, new Date(Date.now() + 100))
  await context.loom.delete(deleted!)
  await (await context.loom.pop(Job))?.fail('no')
  {
    await using _given = await context.loom.pop(Job)
  }
  const worker = context.loom.worker([Job.handle(() => 1), AfterJob.handle(() => 2)])
  const running = worker.run()
  expect(await dag.finished()).toMatchObject({ counts: { FINISHED: 4, FAILED: 3, EXPIRED: 1 } })
  await worker.stop()
  await running
  await context.untilIdle()
  await context.advance('1m')
  await context.sweep()
  expect(await context.loom.healed()).toBe(0)
})
