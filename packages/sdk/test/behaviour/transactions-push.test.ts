import { onWritePoint } from '@taskloom/sdk/testing'
import { MongoServerError } from 'mongodb'
import { afterEach, describe, expect, test } from 'vitest'

import { clientLoom, runningWorker } from '../support/client-loom.ts'
import { Download, Keep, Resize } from '../support/definitions.ts'
import { AfterJob, Job, jobs } from '../support/jobs.ts'
import { containing } from '../support/matchers.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom, topology } from '../support/test-loom.ts'

afterEach(() => onWritePoint(undefined))

class Rollback extends Error {}

describe.runIf(topology === 'standalone')('transactions on a standalone', () => {
  test('transactions: a push and a finish in one are refused, with the way out', async () => {
    await using context = await testLoom()
    await using user = await clientLoom(context)
    await user.loom.push(Job({ number: 1 }))
    const task = await user.loom.pop(Job)
    const refusal = { code: 'TRANSACTIONS_UNAVAILABLE', message: containing('replica set') }
    await user.client.withSession(async (session) => {
      session.startTransaction()
      await expect(user.loom.push(Job({ number: 2 }), { session })).rejects.toMatchObject(refusal)
      await expect(task?.finish(1, { session })).rejects.toMatchObject(refusal)
      await session.abortTransaction()
    })
    await task?.finish(1)
    expect(await user.loom.count(Job)).toBe(1)
  })
})

describe.runIf(topology === 'replica-set')('transactions', () => {
  test('transactions: what is pushed is visible with the commit, together with what the user wrote', async () => {
    await using context = await testLoom()
    await using user = await clientLoom(context)
    const job = Job({ number: 1 })
    const dag = await user.inTransaction(async (session) => {
      await user.orders.insertOne({ _id: 'order' }, { session })
      const pushed = await user.loom.push([AfterJob({}, { dependsOn: { job } }), Keep('x'.repeat(5_000))], {
        session,
      })
      expect(await context.loom.count(Job)).toBe(0)
      expect(await context.loom.pop([Job, Keep])).toBeNull()
      return pushed
    })
    expect(await user.orders.countDocuments()).toBe(2)
    expect(await dag.counts()).toMatchObject({ CREATED: 3 })
    expect((await context.loom.pop(Keep))?.payload).toBe('x'.repeat(5_000))
    await (await context.loom.pop(Job))?.finish(7)
    await context.untilResolved()
    expect(await context.loom.pop(AfterJob)).toMatchObject({ dependencies: { job: 7 } })
  })

  test('transactions: after an abort nothing is left, and the nodes can be pushed', async () => {
    await using context = await testLoom()
    await using user = await clientLoom(context)
    await using raw = await rawDatabase(context)
    const nodes = [...jobs(3), Keep('x'.repeat(5_000))]
    const rolledBack = user.inTransaction(async (session) => {
      await user.loom.push(nodes, { session })
      throw new Rollback()
    })
    await expect(rolledBack).rejects.toThrow(Rollback)
    expect(await raw.tasks.countDocuments()).toBe(0)
    expect(await raw.contents.countDocuments()).toBe(0)
    expect(await raw.db.collection('dags').countDocuments()).toBe(0)
    await user.loom.push(nodes)
    expect(await user.loom.count(Job)).toBe(3)
  })

  test('transactions: a callback that is called again pushes once', async () => {
    await using context = await testLoom()
    await using user = await clientLoom(context)
    const job = Job({ number: 1 })
    const dependent = AfterJob({}, { dependsOn: { job } })
    let calls = 0
    await user.inTransaction(async (session) => {
      calls += 1
      await user.orders.updateOne({ _id: 'first' }, { $inc: { count: 1 } }, { session })
      const dag = await user.loom.push(dependent, { session })
      expect(dag.taskIds).toHaveLength(2)
      if (calls < 3) throw transient()
    })
    expect(calls).toBe(3)
    expect(await user.loom.count(Job)).toBe(1)
    await user.loom.push(dependent)
    expect(await user.loom.count(AfterJob)).toBe(1)
    expect(await user.orders.findOne({ _id: 'first' })).toMatchObject({ count: 1 })
  })

  test('transactions: the same nodes twice in one, and ids that are taken, are left alone', async () => {
    await using context = await testLoom()
    await using user = await clientLoom(context)
    await user.loom.push(Job({ number: 1 }, { id: 'taken' }))
    const job = Job({ number: 1 })
    await user.inTransaction(async (session) => {
      await user.loom.push(job, { session })
      const again = await user.loom.push(AfterJob({}, { dependsOn: { job } }), { session })
      expect(again.taskIds).toHaveLength(1)
      const taken = await user.loom.push(Job({ number: 2 }, { id: 'taken' }), { session })
      expect(taken).toMatchObject({ id: 'taken', taskIds: [] })
    })
    expect(await user.loom.count(Job)).toBe(2)
    expect(await user.loom.get('taken')).toMatchObject({ payload: { number: 1 } })
    const other = user.inTransaction((session) =>
      user.loom.push(Download({ url: 'a' }, { id: 'taken' }), { session }),
    )
    await expect(other).rejects.toMatchObject({ code: 'INVALID_OPTION', message: containing('`job`') })
  })

  test('transactions: of several that push the same id at the same time, one stores it and the others know it', async () => {
    await using context = await testLoom()
    await using one = await clientLoom(context)
    await using other = await clientLoom(context)
    const dags = await Promise.all(
      [one, other, one, other].map((user, number) =>
        user.inTransaction((session) => user.loom.push(Job({ number }, { id: 'same' }), { session })),
      ),
    )
    expect(dags.map(({ id }) => id)).toEqual(['same', 'same', 'same', 'same'])
    expect(dags.filter(({ taskIds }) => taskIds.length === 1)).toHaveLength(1)
    expect(await context.loom.count(Job)).toBe(1)
  })

  test('transactions: a dependency that settles before the commit is not lost', async () => {
    await using context = await testLoom()
    await using user = await clientLoom(context)
    const job = Job({ number: 1 })
    await context.loom.push(job)
    const task = await context.loom.pop(Job)
    const dependent = AfterJob({}, { dependsOn: { job: Job.id(job.id) } })
    await user.inTransaction(async (session) => {
      await user.loom.push(dependent, { session })
      await task?.finish(7)
      await context.untilResolved()
    })
    const waiting = await context.waitFor(dependent, 'CREATED')
    expect(waiting.state).toBe('CREATED')
    await using worker = runningWorker(user.loom)
    expect(await context.waitFor(dependent, 'FINISHED')).toMatchObject({ result: 7 })
    expect(worker.running).toBeLessThanOrEqual(1)
    expect(await context.loom.healed()).toBe(0)
  })

  test('transactions: a dependency that does not exist is refused', async () => {
    await using context = await testLoom()
    await using user = await clientLoom(context)
    const refused = user.inTransaction((session) =>
      user.loom.push(Resize({ width: 1 }, { dependsOn: { source: Download.id('nobody') } }), { session }),
    )
    await expect(refused).rejects.toMatchObject({ code: 'DEPENDENCY_NOT_FOUND' })
  })

  test('transactions: workers of other processes hear of what was pushed', async () => {
    await using context = await testLoom()
    await using other = await testLoom({ database: context.database })
    await using user = await clientLoom(context)
    await using worker = runningWorker(other.loom)
    const job = Job({ number: 3 })
    const dependent = AfterJob({}, { dependsOn: { job } })
    await user.inTransaction((session) => user.loom.push(dependent, { session }))
    expect(await context.waitFor(dependent, 'FINISHED')).toMatchObject({ result: 3 })
    expect(worker.running).toBeLessThanOrEqual(1)
  })

  test('transactions: more than 1,000 tasks are refused', async () => {
    await using context = await testLoom()
    await using user = await clientLoom(context)
    const refused = user.inTransaction((session) => user.loom.push(jobs(1_001), { session }))
    await expect(refused).rejects.toMatchObject({
      code: 'TRANSACTION_TOO_LARGE',
      message: containing('at most 1000 tasks, and this one has 1001'),
      details: { count: 1_001, maximum: 1_000 },
    })
    await user.inTransaction((session) => user.loom.push(jobs(1_000), { session }))
    expect(await user.loom.count(Job)).toBe(1_000)
  })

  test('transactions: what is no session, not in a transaction, or of another client, is refused', async () => {
    await using context = await testLoom()
    await using user = await clientLoom(context)
    await using stranger = await clientLoom({ database: `${context.database}-2` })
    const push = (session: unknown): Promise<unknown> =>
      user.loom.push(Job({ number: 1 }), { session: session as never })
    await expect(push('session')).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      message: containing('is no session'),
    })
    await user.client.withSession((session) =>
      expect(push(session)).rejects.toMatchObject({ message: containing('is not in a transaction') }),
    )
    await stranger.inTransaction((session) =>
      expect(push(session)).rejects.toMatchObject({ message: containing('belongs to another MongoClient') }),
    )
    await stranger.client.db(`${context.database}-2`).dropDatabase()
  })
})

function transient(): Error {
  return new MongoServerError({ message: 'again', errorLabels: ['TransientTransactionError'] })
}
