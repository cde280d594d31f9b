import { onWritePoint } from '@taskloom/sdk/testing'
import { afterEach, describe, expect, test } from 'vitest'

import { clientLoom } from '../support/client-loom.ts'
import { AfterJob, Job } from '../support/jobs.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom, topology } from '../support/test-loom.ts'

afterEach(() => onWritePoint(undefined))

describe.runIf(topology === 'replica-set')('transactions', () => {
  test('transactions: a finish of which nobody notices the commit, as its process is gone, is resolved by a sweeper', async () => {
    await using context = await testLoom()
    await using user = await clientLoom(context)
    await using raw = await rawDatabase(context)
    const job = Job({ number: 1 })
    const after = AfterJob({}, { dependsOn: { job } })
    await user.loom.push(after)
    const task = await user.loom.pop(Job)
    await user.inTransaction(async (session) => {
      await task?.finish(7, { session })
      await user.loom.close()
    })
    expect(await raw.task(job.id)).toMatchObject({
      state: 'FINISHED',
      unresolved: expect.any(String) as string,
    })
    expect(await context.loom.pop(AfterJob)).toBeNull()
    await context.advance('11s')
    await context.sweep()
    expect(await context.loom.pop(AfterJob)).toMatchObject({ id: after.id, dependencies: { job: 7 } })
  })

  test('transactions: a push of which nobody notices the commit, as its process is gone, is resolved by a sweeper', async () => {
    await using context = await testLoom()
    await using user = await clientLoom(context)
    await using raw = await rawDatabase(context)
    const job = Job({ number: 1 })
    await context.loom.push(job, { keepFor: '1h' })
    await (await context.loom.pop(Job))?.finish(7)
    await context.untilResolved()
    const after = AfterJob({}, { dependsOn: { job: Job.id(job.id) } })
    await user.inTransaction(async (session) => {
      await user.loom.push(after, { session })
      await user.loom.close()
    })
    expect(await raw.task(after.id)).toMatchObject({ blocked: true, recheck: expect.any(String) as string })
    expect(await context.loom.pop(AfterJob)).toBeNull()
    await context.advance('11s')
    await context.sweep()
    expect(await context.loom.pop(AfterJob)).toMatchObject({ id: after.id, dependencies: { job: 7 } })
  })
})
