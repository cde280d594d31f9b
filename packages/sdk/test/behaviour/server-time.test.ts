import { expect, test, vi } from 'vitest'

import { setAhead } from '../support/ahead.ts'
import { Job, jobs, Report } from '../support/jobs.ts'
import { movedClock } from '../support/moved-clock.ts'
import { rawDatabase, type RawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'
import { unrenewed } from '../support/unrenewed.ts'

test("server time: after the server's clock was put back, no sweeper takes what is held, or ends what has time", async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const waiting = Report({}, { expiresIn: '30s' })
  await context.loom.push([...jobs(2), waiting])
  const [task, often] = await context.loom.popMany(Job, 2)
  await raw.tasks.updateOne({ _id: often!.id }, { $set: { recoveries: 3 } })
  const leases = [await raw.task(task!.id), await raw.task(often!.id)].map(({ lease }) => lease)
  await using other = await testLoom({ database: context.database })
  const told: string[] = []
  for (const kind of ['recovered', 'settled'] as const) other.loom.on(kind, ({ id }) => told.push(id))
  setAhead(other, 60_000)
  await other.sweep()

  for (const [index, each] of [task, often].entries())
    expect(await raw.task(each!.id)).toMatchObject({ state: 'RUNNING', lease: leases[index] })
  expect(await context.loom.get(waiting)).toMatchObject({ state: 'CREATED' })
  expect(told).toEqual([])
  expect(await context.loom.healed()).toBe(0)
})

test('server time: what is over by the clock of the server is taken and ended, beside what is not', async () => {
  await using context = await testLoom(unrenewed)
  await using raw = await rawDatabase(context)
  const [over, waiting] = [Report({}, { expiresIn: '1ms' }), Report({}, { expiresIn: '30s' })]
  await context.loom.push([...jobs(4), over, waiting], { keepFor: '1h' })
  const held = await context.loom.popMany(Job, 4)
  const [lost, lostOften, kept, keptOften] = held.map(({ id }) => id)
  await raw.tasks.updateMany({ _id: { $in: [lost!, lostOften!] } }, { $set: { 'lease.until': new Date(1) } })
  await raw.tasks.updateMany({ _id: { $in: [lostOften!, keptOften!] } }, { $set: { recoveries: 3 } })
  await using other = await testLoom({ database: context.database })
  // With this clock a fresh flag looks old as well, and is dealt with twice.
  const told = new Set<string>()
  for (const kind of ['recovered', 'settled'] as const)
    other.loom.on(kind, ({ id }) => told.add(`${kind} ${id}`))
  setAhead(other, 60_000)
  await other.sweep()

  expect([...told].toSorted()).toEqual(
    [`recovered ${lost}`, `settled ${lostOften}`, `settled ${over.id}`].toSorted(),
  )
  const states = [lost, lostOften, kept, keptOften, over.id, waiting.id].map(
    async (id) => (await raw.task(id!)).state,
  )
  expect(await Promise.all(states)).toEqual(['CREATED', 'FAILED', 'RUNNING', 'RUNNING', 'EXPIRED', 'CREATED'])
  expect((await raw.locks.findOne({ _id: 'leases' }))?.healed).toBe(2)
})

/** By how many milliseconds a task was pushed beside the server's time. */
async function offOf(raw: RawDatabase, id: string): Promise<number> {
  const { localTime } = (await raw.db.command({ hello: 1 })) as { localTime: Date }
  return Math.abs((await raw.task(id)).createdAt.getTime() - localTime.getTime())
}

test('server time: what is pushed after the machine was asleep is pushed now', async () => {
  using clock = movedClock()
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  // The monotonic clock of a machine that sleeps stands still; the time of day does not.
  clock.move(-3_600_000)
  const [single, ...several] = jobs(3)
  await context.loom.push(single!)
  clock.move(-3_600_000)
  await context.loom.push(several)
  for (const { id } of [single!, ...several]) expect(await offOf(raw, id)).toBeLessThan(10_000)
})

test('server time: a process that only pushes asks for it once a minute', async () => {
  using clock = movedClock()
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const [early, late] = jobs(2)
  const start = Date.now()
  await context.loom.push(early!)
  // All clocks of the process run, and not as that of the server does.
  clock.move(61_000)
  vi.useFakeTimers({ toFake: ['Date'], now: start + 61_000 })
  try {
    await context.loom.push(late!)
  } finally {
    vi.useRealTimers()
  }
  expect(await offOf(raw, late!.id)).toBeLessThan(10_000)
})
