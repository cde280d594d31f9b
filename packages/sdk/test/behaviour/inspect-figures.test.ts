import { once } from 'node:events'

import { openInspection } from '@taskloom/sdk/inspect'
import { expect, test } from 'vitest'

import type { RollupDocument } from '../../src/document/rollup.ts'
import { Job, jobs } from '../support/jobs.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'

function sum(column: readonly number[]): number {
  return column.reduce((total, each) => total + each, 0)
}

test('inspect: series and types are made of the figures that workers write', async () => {
  await using context = await testLoom()
  const worker = await testLoom({ database: context.database })
  await context.loom.push(jobs(4))
  const [bad, ...good] = await worker.loom.popMany(Job, 4)
  await bad?.fail(new Error('no'))
  for (const task of good) await task.finish(1)
  await worker.loom.close()

  const inspection = openInspection(context.loom)
  const series = await inspection.series({ window: '1h' })
  expect([sum(series.finished), sum(series.failed)]).toEqual([3, 1])
  expect(series.finished).toHaveLength(60)
  expect(series.runP95.filter((time) => time !== null)).not.toEqual([])
  expect(series.waitP50).toHaveLength(60)
  expect(sum((await inspection.series({ window: '1h', name: 'other' })).finished)).toBe(0)
  expect(sum((await inspection.series({ window: '8d', name: 'job' })).finished)).toBe(3)

  const [row] = await inspection.types()
  expect(row).toMatchObject({ name: 'job', failedShare: 0.25, finishedPerMinute: 3 / 60 })
  expect(row?.runP95).toBeGreaterThan(0)
})

test('inspect: types have the percentiles of waiting and of running in the last hour', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const [minute, purgeAt] = [new Date(Date.now() - 600_000), new Date(Date.now() + 600_000)]
  await context.loom.push(jobs(1))
  // By the number of a bucket: up to 100 ms, 1 s, 10 s, 1 m.
  const wait = { buckets: { 6: 50, 9: 45, 12: 5 }, total: 100_000 }
  const run = { buckets: { 9: 50, 12: 45, 15: 5 }, total: 1_000_000 }
  await raw.db
    .collection<RollupDocument>('rollups')
    .insertOne({ _id: 'job', name: 'job', minute, wait, run, purgeAt })
  const [row] = await openInspection(context.loom).types()
  expect(row).toMatchObject({ waitP50: 100, waitP95: 1_000, waitP99: 10_000 })
  expect(row).toMatchObject({ runP50: 1_000, runP95: 10_000, runP99: 60_000 })
})

test('inspect: a DAG that runs says when it will have run, once something of its kind has', async () => {
  await using context = await testLoom()
  const worker = await testLoom({ database: context.database })
  await context.loom.push(jobs(1))
  const dag = await context.loom.push(jobs(3))
  expect((await openInspection(context.loom).dag(dag.id))?.estimatedEnd).toBeUndefined()
  await (await worker.loom.pop(Job))?.finish(1)
  await worker.loom.close()
  await using busy = await testLoom({ database: context.database })
  const running = busy.loom.worker([Job.handle(async ({ signal }) => (await once(signal, 'abort')).length)], {
    concurrency: 1,
  })
  const run = running.run()
  const inspection = openInspection(context.loom)
  await expect.poll(() => inspection.workers(), { timeout: 30_000 }).toHaveLength(1)
  expect((await openInspection(context.loom).dag(dag.id))?.estimatedEnd).toBeGreaterThanOrEqual(
    inspection.now() - 60_000,
  )
  await running.stop({ timeout: 0 })
  await run
})
