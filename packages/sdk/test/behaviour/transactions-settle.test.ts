import { defineTask, LeaseLost } from '@taskloom/sdk'
import { onWritePoint, type TestLoom } from '@taskloom/sdk/testing'
import { MongoServerError } from 'mongodb'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'

import { clientLoom, type ClientLoom } from '../support/client-loom.ts'
import { AfterJob, Job, Report } from '../support/jobs.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom, topology } from '../support/test-loom.ts'

afterEach(() => onWritePoint(undefined))

class Rollback extends Error {}

async function popJob({ loom }: ClientLoom | TestLoom) {
  const job = Job({ number: 1 })
  const dependent = AfterJob({}, { dependsOn: { job } })
  await loom.push(dependent)
  const task = await loom.pop(Job)
  if (task === null) throw new Error('There is no job.')
  return { task, job, dependent }
}

describe.runIf(topology === 'replica-set')('transactions', () => {
  test('transactions: a result is final with the commit, together with what the user wrote, and dependents hear of it', async () => {
    await using context = await testLoom()
    await using user = await clientLoom(context)
    const { task } = await popJob(user)
    await user.inTransaction(async (session) => {
      await task.finish(7, { session })
      await user.orders.insertOne({ _id: 'order' }, { session })
      expect(await context.loom.get(task.id)).toMatchObject({ state: 'RUNNING' })
    })
    expect(await context.loom.get(task.id)).toMatchObject({ state: 'FINISHED', result: 7 })
    expect(await user.orders.countDocuments()).toBe(2)
    const after = await poppedAfter(context)
    expect(after).toMatchObject({ dependencies: { job: 7 } })
    expect(await context.loom.healed()).toBe(0)
    await expect(task.finish(8)).rejects.toThrow(LeaseLost)
  })

  test('transactions: after an abort the task is held, and can be failed or finished at once', async () => {
    await using context = await testLoom()
    await using user = await clientLoom(context)
    const { task } = await popJob(user)
    const rolledBack = user.inTransaction(async (session) => {
      await task.finish(7, { session })
      throw new Rollback()
    })
    await expect(rolledBack).rejects.toThrow(Rollback)
    await task.finish(8)
    expect(await context.loom.get(task.id)).toMatchObject({ state: 'FINISHED', result: 8 })
  })

  test('transactions: an abort is noticed, and the lease is renewed as before', async () => {
    await using context = await testLoom()
    await using user = await clientLoom(context)
    await using raw = await rawDatabase(context)
    const { task } = await popJob(user)
    const rolledBack = user.inTransaction(async (session) => {
      await task.finish(7, { session })
      throw new Rollback()
    })
    await expect(rolledBack).rejects.toThrow(Rollback)
    await expect
      .poll(async () => (await raw.task(task.id)).lease!.until.getTime() - Date.now(), { timeout: 20_000 })
      .toBeLessThan(30_000)
    await task.finish(1)
  })

  test('transactions: meanwhile the lease is long, and the renewal of others does not wait', async () => {
    await using context = await testLoom()
    await using user = await clientLoom(context)
    await using raw = await rawDatabase(context)
    const { task } = await popJob(user)
    const neighbour = (await popJob(user)).task
    const [before, meanwhile] = await user.inTransaction(async (session) => {
      await task.finish(7, { session })
      const leases = [await raw.task(task.id), await raw.task(neighbour.id)]
      await user.renew()
      await context.sweep()
      return [leases, [await raw.task(task.id), await raw.task(neighbour.id)]]
    })
    const [until, untilNow] = [before, meanwhile].map((each) =>
      each.map(({ lease }) => lease!.until.getTime()),
    )
    expect(until![0]! - Date.now()).toBeGreaterThan(60_000)
    expect(untilNow![0]).toBe(until![0])
    expect(untilNow![1]).toBeGreaterThan(until![1]!)
    await neighbour.finish(1)
  })

  test('transactions: a callback that is called again finishes once, with its last result', async () => {
    await using context = await testLoom()
    await using user = await clientLoom(context)
    const { task } = await popJob(user)
    let calls = 0
    await user.inTransaction(async (session) => {
      calls += 1
      await user.orders.updateOne({ _id: 'first' }, { $inc: { count: 1 } }, { session })
      await task.finish(calls, { session })
      if (calls < 3)
        throw new MongoServerError({ message: 'again', errorLabels: ['TransientTransactionError'] })
    })
    expect(await context.loom.get(task.id)).toMatchObject({ state: 'FINISHED', result: calls })
    expect(await user.orders.findOne({ _id: 'first' })).toMatchObject({ count: 1 })
    expect(await poppedAfter(context)).toMatchObject({ dependencies: { job: calls } })
  })

  test('transactions: a task that was claimed after the transaction had begun is finished by the next try', async () => {
    await using context = await testLoom()
    await using user = await clientLoom(context)
    let task: Awaited<ReturnType<typeof popJob>>['task'] | undefined
    let calls = 0
    await user.inTransaction(async (session) => {
      calls += 1
      await user.orders.findOne({ _id: 'first' }, { session })
      task ??= (await popJob(user)).task
      await task.finish(1, { session })
    })
    expect(calls).toBeGreaterThan(1)
    expect(await context.loom.get(task!.id)).toMatchObject({ state: 'FINISHED' })
  })

  test('transactions: finish, and push what follows from it, in one', async () => {
    await using context = await testLoom()
    await using user = await clientLoom(context)
    const { task, job } = await popJob(user)
    const follower = AfterJob({}, { dependsOn: { job: Job.id(job.id) } })
    await user.inTransaction(async (session) => {
      await task.finish(5, { session })
      await user.loom.push(follower, { session })
    })
    const ids = new Set([(await poppedAfter(context)).id, (await poppedAfter(context)).id])
    expect(ids).toContain(follower.id)
  })

  test('transactions: a failure, and one that is followed by another attempt', async () => {
    await using context = await testLoom()
    await using user = await clientLoom(context)
    const Flaky = defineTask({
      name: 'flaky',
      schema: z.object({}),
      retry: { attempts: 2, backoff: 'fixed', delay: '1h' },
    })
    await user.loom.push([Flaky({}), Flaky({})])
    const [retried, failed] = await user.loom.popMany(Flaky, 2)
    await user.inTransaction(async (session) => {
      await retried?.fail(new Error('once'), { session })
      await failed?.fail(new Error('for good'), { session, final: true })
    })
    expect(await context.loom.get(retried!.id)).toMatchObject({ state: 'CREATED', waitingFor: 'time' })
    expect(await context.loom.get(failed!.id)).toMatchObject({
      state: 'FAILED',
      error: { message: 'for good' },
    })
  })

  test('transactions: a large result goes with it, or not at all', async () => {
    await using context = await testLoom()
    await using user = await clientLoom(context)
    await using raw = await rawDatabase(context)
    await user.loom.push([Report({}), Report({})])
    const [kept, dropped] = await user.loom.popMany(Report, 2)
    await user.inTransaction((session) => kept!.finish('k'.repeat(9_000), { session }))
    const rolledBack = user.inTransaction(async (session) => {
      await dropped!.finish('d'.repeat(9_000), { session })
      throw new Rollback()
    })
    await expect(rolledBack).rejects.toThrow(Rollback)
    expect(await context.loom.get(kept!.id)).toMatchObject({ result: 'k'.repeat(9_000) })
    expect(await raw.contents.countDocuments()).toBe(1)
  })

  test('transactions: a result that does not fit is refused, and the task stays held', async () => {
    await using context = await testLoom()
    await using user = await clientLoom(context)
    const { task } = await popJob(user)
    const refused = user.inTransaction((session) => task.finish('seven' as never, { session }))
    await expect(refused).rejects.toMatchObject({ code: 'INVALID_RESULT' })
    await task.finish(7)
  })

  test.for(['before', 'meanwhile'] as const)(
    'transactions: a task that was cancelled %s is LeaseLost, and nothing of the transaction is left',
    async (when) => {
      await using context = await testLoom()
      await using user = await clientLoom(context)
      const { task } = await popJob(user)
      if (when === 'before') await context.loom.cancel(task.id)
      const lost = user.inTransaction(async (session) => {
        await user.orders.insertOne({ _id: 'order' }, { session })
        if (when === 'meanwhile') await context.loom.cancel(task.id)
        await task.finish(1, { session })
      })
      await expect(lost).rejects.toThrow(LeaseLost)
      expect(await user.orders.countDocuments()).toBe(1)
      expect(await context.loom.get(task.id)).toMatchObject({ state: 'CANCELLED' })
    },
  )

  test('transactions: a cancel that comes while the transaction is open loses against its commit', async () => {
    await using context = await testLoom()
    await using user = await clientLoom(context)
    const { task } = await popJob(user)
    let cancelled: Promise<boolean> | undefined
    await user.inTransaction(async (session) => {
      await task.finish(1, { session })
      cancelled ??= context.loom.cancel(task.id)
    })
    expect(await cancelled).toBe(false)
    expect(await context.loom.get(task.id)).toMatchObject({ state: 'FINISHED' })
  })

  test('transactions: a block that is left with an aborted transaction gives the task back', async () => {
    await using context = await testLoom()
    await using user = await clientLoom(context)
    const { job } = await (async () => {
      const popped = await popJob(user)
      await using task = popped.task
      const rolledBack = user.inTransaction(async (session) => {
        await task.finish(1, { session })
        throw new Rollback()
      })
      await expect(rolledBack).rejects.toThrow(Rollback)
      return popped
    })()
    expect(await context.loom.get(job)).toMatchObject({ state: 'CREATED', attempt: 0 })
  })

  test('transactions: in a queue, the next task comes although a transaction settled the one before', async () => {
    await using context = await testLoom()
    await using user = await clientLoom(context)
    await user.loom.push([Job({ number: 1 }), Job({ number: 2 })])
    let count = 0
    for await (const task of user.loom.queue(Job)) {
      await user.inTransaction((session) => task.finish(task.payload.number, { session }))
      if ((count += 1) === 2) break
    }
    expect(await context.loom.count(Job, { state: 'FINISHED' })).toBe(2)
  })

  test('transactions: when the process dies before its commit, the task is recovered', async () => {
    await using context = await testLoom()
    const user = await clientLoom(context)
    const { task } = await popJob(user)
    const session = user.client.startSession()
    session.startTransaction()
    await task.finish(1, { session })
    await session.abortTransaction()
    await user.loom.close()
    await session.endSession()
    await context.advance('91s')
    await context.sweep()
    expect(await context.loom.get(task.id)).toMatchObject({ state: 'CREATED', recoveries: 1 })
    await user[Symbol.asyncDispose]()
  })
})

/** The dependent, as soon as the commit has been told to it. */
async function poppedAfter({ loom }: TestLoom) {
  for await (const task of loom.queue(AfterJob, { signal: AbortSignal.timeout(20_000) })) {
    await task.finish(0)
    return task
  }
  throw new Error('The dependent did not become ready.')
}
