import { expect, test } from 'vitest'

import { Job, jobs } from '../support/jobs.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'

test('recovery: a lease that is as short as the tick of the sweeper is recovered too', async () => {
  await using context = await testLoom({ sweeper: true, times: { lease: '400ms', sweepTick: '400ms' } })
  await using worker = await testLoom({ database: context.database, times: { lease: '400ms' } })
  await context.loom.push(jobs(1))
  const lost = await worker.loom.pop(Job)
  await using raw = await rawDatabase(context)
  await raw.tasks.updateOne({ _id: lost?.id ?? '' }, { $set: { 'lease.token': 'of a worker that is gone' } })
  const task = await context.waitFor(lost?.id ?? '', 'CREATED')
  expect(task.recoveries).toBe(1)
})

test('push: a DAG that was purged before anybody settled it has not finished', async () => {
  await using context = await testLoom()
  const dag = await context.loom.push(jobs(3))
  await (await context.loom.pop(Job))?.finish(1)
  await context.untilResolved()
  await using raw = await rawDatabase(context)
  await raw.tasks.deleteMany({ state: 'CREATED' })
  // What has finished is to be counted: MongoDB must not remove it meanwhile.
  await raw.tasks.updateMany({}, { $set: { purgeAt: new Date(Date.now() + 7 * 86_400_000) } })
  await context.advance('24h')
  expect(await dag.finished()).toMatchObject({ outcome: 'FAILED', counts: { FINISHED: 1 } })
})
