import { quantile, rollupBounds } from '@taskloom/sdk'
import { onWritePoint } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'

import { deferred } from '../support/deferred.ts'
import { Resize, Download } from '../support/definitions.ts'
import { Job, jobs } from '../support/jobs.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'

afterEach(() => onWritePoint(undefined))

/** Long enough ago for whatever a test does. */
const since = new Date(Date.now() - 86_400_000)

test('rollups: what became of the tasks of a definition, by all processes, in one place', async () => {
  await using context = await testLoom()
  const [one, other] = [
    await testLoom({ database: context.database }),
    await testLoom({ database: context.database }),
  ]
  await context.loom.push(jobs(5))
  for (const { loom } of [one, other]) for (const task of await loom.popMany(Job, 2)) await task.finish(1)
  await (await other.loom.pop(Job))?.fail(new Error('no'))
  const source = Download({ url: 'a' }, { retry: { attempts: 2 } })
  await other.loom.push(Resize({ width: 1 }, { dependsOn: { source } }))
  await (await other.loom.pop(Download))?.fail(new Error('once'))
  await other.loom.cancel(source)
  await one.loom.close()
  await other.loom.close()

  const rollups = await context.loom.rollups({ since })
  const sum = (name: string, pick: (rollup: (typeof rollups)[number]) => number): number =>
    rollups.filter((rollup) => rollup.name === name).reduce((total, rollup) => total + pick(rollup), 0)
  expect(sum('job', ({ ended }) => ended.FINISHED)).toBe(4)
  expect(sum('job', ({ ended }) => ended.FAILED)).toBe(1)
  expect(sum('job', ({ run }) => run.count)).toBe(5)
  expect(sum('job', ({ wait }) => wait.count)).toBe(5)
  expect(sum('download', ({ ended }) => ended.CANCELLED)).toBe(1)
  expect(sum('download', ({ retried }) => retried)).toBe(1)
  expect(sum('resize', ({ ended }) => ended.CANCELLED)).toBe(1)
  expect(sum('resize', ({ run }) => run.count)).toBe(0)
  for (const { minute, run } of rollups) {
    expect(minute.getTime() % 60_000).toBe(0)
    expect(run.buckets).toHaveLength(rollupBounds.length + 1)
  }
})

test('rollups: waiting is the time from when a task was ready, not that for its dependencies', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  await using other = await testLoom({ database: context.database })
  const source = Download({ url: 'a' })
  const node = Resize({ width: 1 }, { dependsOn: { source } })
  await other.loom.push(node)
  // It has waited for its dependency for an hour, and for a worker for three minutes.
  await raw.tasks.updateMany({}, { $set: { createdAt: new Date(Date.now() - 3_600_000) } })
  await (await other.loom.pop(Download))?.finish({ path: 'a' })
  await other.untilResolved()
  await raw.tasks.updateOne({ _id: node.id }, { $set: { updatedAt: new Date(Date.now() - 180_000) } })
  const task = await other.loom.pop(Resize)
  const stored = await context.loom.get(node)
  const waited = stored!.startedAt!.getTime() - stored!.readyAt!.getTime()
  expect(Math.round(waited / 60_000)).toBe(3)
  await task?.finish({ path: 'b', width: 1 })
  await other.loom.close()
  const [rollup] = await context.loom.rollups({ since, names: ['resize'] })
  expect(quantile(rollup!.wait, 0.5)).toBe(300_000)
  expect(rollup!.wait.total).toBe(waited)
})

test('rollups: a window has its minutes alone, and old ones go by themselves', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  await using other = await testLoom({ database: context.database })
  await other.loom.push(jobs(1))
  await (await other.loom.pop(Job))?.finish(1)
  await other.loom.close()
  const [{ minute } = { minute: since }] = await context.loom.rollups({ since })
  expect(await context.loom.rollups({ since, until: minute })).toEqual([])
  expect(await context.loom.rollups({ since: minute })).toHaveLength(1)
  expect(await context.loom.rollups({ since, names: ['other'] })).toEqual([])
  const stored = await raw.db.collection('rollups').findOne()
  expect(stored).toMatchObject({ name: 'job', minute, purgeAt: new Date(minute.getTime() + 691_200_000) })
})

test('rollups: an end counts once, also where a sweeper deals with it because the round of it lasts', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const { loom } = context
  await loom.push(jobs(2))
  const [reached, goesOn] = [deferred(), deferred()]
  let isFirst = true
  onWritePoint((point) => {
    if (point !== 'resolve.clear' || !isFirst) return undefined
    isFirst = false
    reached.resolve()
    return goesOn.promise
  })
  await (await loom.pop(Job))?.finish(1)
  await reached.promise
  // Longer than a sweeper leaves a flag to the process that set it.
  await other.advance('1m')
  await other.sweep()
  await other.sweep()
  goesOn.resolve()
  await context.untilResolved()
  await (await loom.pop(Job))?.finish(1)
  await context.untilResolved()
  await other.loom.close()
  await loom.close()
  await using reader = await testLoom({ database: context.database })
  const rollups = await reader.loom.rollups({ since, names: ['job'] })
  expect(rollups.reduce((sum, { ended }) => sum + ended.FINISHED, 0)).toBe(2)
})

test('rollups: an end counts once, also where a round of the sweeper fails', async () => {
  await using context = await testLoom()
  const { loom } = context
  await loom.push(jobs(1))
  let failures = 3
  onWritePoint((point) => {
    if (point !== 'resolve.clear' || failures === 0) return
    failures -= 1
    throw new Error('The server is away.')
  })
  await (await loom.pop(Job))?.finish(1)
  await context.advance('1m')
  for (let sweeps = 0; sweeps < 3; sweeps += 1) await context.sweep().catch(() => undefined)
  await context.untilResolved()
  await loom.close()
  await using reader = await testLoom({ database: context.database })
  const rollups = await reader.loom.rollups({ since, names: ['job'] })
  expect(rollups.reduce((sum, { ended }) => sum + ended.FINISHED, 0)).toBe(1)
})

test('rollups: a write that fails is dropped, and nothing else is', async () => {
  await using context = await testLoom()
  const { loom } = context
  await loom.push(jobs(1))
  const task = await loom.pop(Job)
  await using raw = await rawDatabase(context)
  // An index that the write cannot satisfy: its end is a refusal by the server.
  await raw.db.collection('rollups').insertOne({ name: 'job' })
  await raw.db.collection('rollups').createIndex({ name: 1 }, { unique: true })
  await task?.finish(1)
  await loom.close()
  expect((await raw.task(task!.id)).state).toBe('FINISHED')
})

test('rollups: a window that is none is refused by name', async () => {
  await using context = await testLoom()
  for (const window of [{}, { since: 1 }, { since, names: 'job' }, { since, form: since }])
    await expect(context.loom.rollups(window as never)).rejects.toMatchObject({ code: 'INVALID_OPTION' })
})
