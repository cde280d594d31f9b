import { connect, defineTask, direct, type OthersEnd } from '@taskloom/sdk'
import type { TestLoom } from '@taskloom/sdk/testing'
import { MongoClient } from 'mongodb'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'

import { repairDriver, unreadable } from '../support/driver-faults.ts'
import { AfterJob, Job, jobs } from '../support/jobs.ts'
import { any } from '../support/matchers.ts'
import { testLoom, topology, uri } from '../support/test-loom.ts'
import { before } from '../support/write-point.ts'

const Report = defineTask({ name: 'report', schema: z.object({}) })
const AfterReport = defineTask({ name: 'after', schema: z.object({}), dependsOn: { report: direct(Report) } })

afterEach(repairDriver)

/** Runs everything until it is idle; jobs with an even number fail. Returns what reports were told. */
async function work(context: TestLoom): Promise<(OthersEnd | undefined)[]> {
  const told: (OthersEnd | undefined)[] = []
  const worker = context.loom.worker([
    Job.handle(({ payload }) => {
      if (payload.number % 2 === 0) throw new Error('even')
      return payload.number
    }),
    AfterJob.handle(() => 1),
    Report.handle(({ dag }) => void told.push(dag)),
  ])
  const running = worker.run()
  await context.untilIdle()
  await worker.stop()
  await running
  return told
}

test('onFinished: it runs once, when all others have settled, and is told how they ended', async () => {
  await using context = await testLoom()
  const report = Report({})
  const dag = await context.loom.push(jobs(5), { onFinished: report })
  expect(dag.taskIds).toHaveLength(6)
  expect(await context.loom.pop(Report)).toBeNull()
  expect(await work(context)).toEqual([{ outcome: 'FAILED', counts: { FINISHED: 2, FAILED: 3 } }])
  expect(await context.loom.get(report)).toMatchObject({ state: 'FINISHED', attempt: 1 })
  expect(await dag.finished()).toMatchObject({ outcome: 'FAILED', counts: { FINISHED: 3, FAILED: 3 } })
})

test('onFinished: it runs after a DAG without failures, and after one that was cancelled', async () => {
  await using context = await testLoom()
  const { loom } = context
  await loom.push([Job({ number: 1 })], { onFinished: Report({}) })
  expect(await work(context)).toEqual([{ outcome: 'FINISHED', counts: { FINISHED: 1 } }])
  const job = Job({ number: 1 })
  const dag = await loom.push([AfterJob({}, { dependsOn: { job } })], { onFinished: Report({}) })
  expect(await dag.cancel()).toBeGreaterThan(0)
  expect(await work(context)).toEqual([{ outcome: 'CANCELLED', counts: { CANCELLED: 2 } }])
  expect(await dag.finished()).toMatchObject({ outcome: 'CANCELLED', counts: { FINISHED: 1 } })
})

test('onFinished: it runs when the others have expired, or are gone', async () => {
  await using context = await testLoom()
  const { loom } = context
  const report = Report({})
  await loom.push(jobs(2), { onFinished: report })
  await context.advance('25h')
  await context.sweep()
  expect(await loom.get(report)).toMatchObject({ state: 'CREATED', waitingFor: 'worker' })
  expect(await work(context)).toEqual([{ outcome: 'FAILED', counts: { EXPIRED: 2 } }])
  const [job] = jobs(1)
  await loom.push(job!, { onFinished: Report({}) })
  await loom.delete(job!)
  expect(await work(context)).toEqual([{ outcome: 'FINISHED', counts: {} }])
})

test('onFinished: explain says what it waits for; a pause and a delay of its own count as well', async () => {
  await using context = await testLoom()
  const { loom } = context
  const report = Report({}, { delay: '1h' })
  const dag = await loom.push(jobs(1), { onFinished: report })
  const explanation = await loom.explain(report)
  expect(explanation?.reasons.map(({ kind }) => kind)).toEqual(['delay', 'dag-unfinished'])
  expect(explanation?.summary).toContain('It runs when all other tasks of its DAG have settled.')
  expect(await work(context)).toEqual([])
  await dag.pause()
  await context.advance('2h')
  await context.sweep()
  expect(await loom.pop(Report)).toBeNull()
  await dag.resume()
  expect(await work(context)).toHaveLength(1)
})

test('onFinished: it waits for what running tasks push into the DAG', async () => {
  await using context = await testLoom()
  const { loom } = context
  await loom.push([Job({ number: 1 })], { onFinished: Report({}) })
  const job = await loom.pop(Job)
  await job?.push(Job({ number: 3 }))
  await job?.finish(1)
  await context.untilResolved()
  expect(await loom.pop(Report)).toBeNull()
  expect(await work(context)).toEqual([{ outcome: 'FINISHED', counts: { FINISHED: 2 } }])
})

test('onFinished: where the database cannot be read when it is claimed, it is given back, and runs later', async () => {
  await using context = await testLoom()
  const { loom } = context
  const report = Report({})
  await loom.push([Job({ number: 1 })], { onFinished: report })
  await (await loom.pop(Job))?.finish(1)
  await context.untilResolved()
  const failed = unreadable('aggregate', { mentioned: '"$group":{"_id":"$state"', times: 1, how: 'fails' })
  await expect(loom.pop(Report)).rejects.toThrow('connection reset by the test')
  expect(failed()).toBe(1)
  expect(await loom.get(report)).toMatchObject({ state: 'CREATED', waitingFor: 'worker', attempt: 0 })
  expect(await work(context)).toEqual([{ outcome: 'FINISHED', counts: { FINISHED: 1 } }])
})

test('onFinished: who dies before he lets it go leaves it to the sweeper', async () => {
  await using context = await testLoom()
  const { loom } = context
  const report = Report({})
  await loom.push([Job({ number: 1 })], { onFinished: report })
  const job = await loom.pop(Job)
  let died = false
  {
    using _point = before('resolve.finisher', () => {
      died = true
      throw new Error('died')
    })
    await job?.finish(1)
    await context.untilResolved()
  }
  expect(died).toBe(true)
  await context.advance('1m')
  await context.sweep()
  expect(await work(context)).toHaveLength(1)
})

test('onFinished: a node that cannot be one is refused, and nothing is stored', async () => {
  await using context = await testLoom()
  const { loom } = context
  const report = Report({})
  const job = Job({ number: 1 })
  const pushes = [
    () => loom.push(AfterReport({}, { id: 'after', dependsOn: { report } }), { onFinished: report }),
    () => loom.push(job, { onFinished: AfterJob({}, { dependsOn: { job } }) }),
    () => loom.push(job, { onFinished: 'report' as never }),
    () => loom.push(report, { onFinished: report }),
  ]
  const messages: string[] = []
  for (const push of pushes) await push().catch((error: Error) => messages.push(error.message))
  expect(messages).toMatchInlineSnapshot(`
    [
      "\`after\` (after) depends on the node that is \`onFinished\` of its push, which waits for it. Push it later.",
      "\`onFinished\` of push() is a node of \`after-job\` with dependencies. It waits for the whole DAG, and runs whatever became of it: leave them out.",
      "\`onFinished\` of push() is a node: push(nodes, { onFinished: Report({ … }) }).",
      "\`onFinished\` of push() has nothing to wait for: all other nodes were pushed before.",
    ]
  `)
  expect(await loom.count(Job)).toBe(0)
  await loom.push(job, { onFinished: report })
  await loom.push(job, { onFinished: report })
  await expect(loom.push(Job({ number: 2 }), { onFinished: report })).rejects.toThrow('was pushed before')
})

test('push: tags, metadata and a deadline are kept with the DAG, also with one of a single node', async () => {
  await using context = await testLoom()
  const { loom } = context
  const at = new Date('2100-01-01T00:00:00Z')
  const metadata = { customer: 7, 'a.b': { $set: at } }
  for (const nodes of [jobs(1), jobs(3)]) {
    const dag = await loom.push(nodes, { tags: ['nightly', 'eu', 'eu'], metadata, deadline: at })
    expect(await loom.dag(dag.id).info()).toEqual({
      id: dag.id,
      tags: ['nightly', 'eu'],
      metadata,
      createdAt: any(Date),
      taskCount: nodes.length,
      deadlineAt: at,
    })
  }
})

test('dag.info: of a plain push, before and after its end', async () => {
  await using context = await testLoom()
  const { loom } = context
  const single = await loom.push(Job({ number: 1 }))
  const several = await loom.push(jobs(2))
  for (const dag of [single, several]) {
    const info = await dag.info()
    expect(info).toMatchObject({ id: dag.id, tags: [], metadata: {}, taskCount: dag.taskIds.length })
    expect(info).not.toHaveProperty('outcome')
  }
  await several.pause()
  expect((await several.info()).pausedAt).toBeInstanceOf(Date)
  await several.resume()
  await work(context)
  expect(await single.info()).toMatchObject({ outcome: 'FINISHED', finishedAt: any(Date) })
  expect(await several.info()).toMatchObject({ outcome: 'FAILED', finishedAt: any(Date) })
  await expect(loom.dag('0'.repeat(24)).info()).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' })
})

test('deadline: what has not settled by then expires, the result says so, and onFinished still runs', async () => {
  await using context = await testLoom()
  const { loom } = context
  const job = Job({ number: 1 })
  const dag = await loom.push([AfterJob({}, { dependsOn: { job } }), Job({ number: 3 })], {
    deadline: '1h',
    onFinished: Report({}),
  })
  const claimed = await loom.popMany(Job, 2)
  await claimed.find(({ payload }) => payload.number === 3)?.finish(3)
  await context.advance('61m')
  await context.sweep()
  expect(await loom.get(job)).toMatchObject({ state: 'EXPIRED' })
  expect(await work(context)).toEqual([{ outcome: 'FAILED', counts: { FINISHED: 1, EXPIRED: 2 } }])
  expect(await dag.finished()).toMatchObject({ outcome: 'FAILED', missedDeadline: true })
})

test('deadline: a DAG that is done before it did not miss it; what expires by itself is no missed deadline', async () => {
  await using context = await testLoom()
  const { loom } = context
  const done = await loom.push(jobs(2).slice(1), { deadline: '1h' })
  await work(context)
  expect(await done.finished()).toMatchObject({ outcome: 'FINISHED', missedDeadline: false })
  const early = await loom.push(Job({ number: 1 }, { expiresIn: '1m' }), { deadline: '1h', keepFor: '1d' })
  await context.advance('2m')
  await context.sweep()
  expect(await early.finished()).toMatchObject({ outcome: 'FAILED', missedDeadline: false })
  const plain = await loom.push(jobs(2).slice(1))
  await work(context)
  expect(await plain.finished()).not.toHaveProperty('missedDeadline')
})

test('deadline: it holds for what running tasks push', async () => {
  await using context = await testLoom()
  const { loom } = context
  const dag = await loom.push(jobs(2), { deadline: '1h' })
  const { deadlineAt } = await dag.info()
  const [job] = await loom.popMany(Job, 1)
  const child = await job!.push(Job({ number: 5 }))
  expect((await loom.get(child))?.expiresAt).toEqual(deadlineAt)
})

test.runIf(topology === 'replica-set')('push: what is said of a DAG is part of a transaction', async () => {
  await using context = await testLoom()
  const { loom } = context
  await using client = await new MongoClient(uri).connect()
  await using joined = await connect({ client, database: context.database, sweeper: false })
  const dagId = await client.withSession((session) =>
    session.withTransaction(async () => {
      const dag = await joined.push(Job({ number: 1 }), { session, tags: ['paid'], onFinished: Report({}) })
      return dag.id
    }),
  )
  expect(await loom.dag(dagId).info()).toMatchObject({ tags: ['paid'], taskCount: 2 })
  expect(await work(context)).toEqual([{ outcome: 'FINISHED', counts: { FINISHED: 1 } }])
})

test('push: what JavaScript may get wrong about a DAG is named', async () => {
  await using context = await testLoom()
  const { loom } = context
  const wrong = [
    { onFinish: Report({}) },
    { tags: 'nightly' },
    { metadata: [] },
    { metadata: { when: () => 1 } },
    { metadata: { text: 'x'.repeat(70_000) } },
    { deadline: 0 },
    { deadline: new Date(Number.NaN) },
  ]
  const messages: string[] = []
  for (const options of wrong)
    await loom
      .push(Job({ number: 1 }), options as never)
      .catch((error: Error) => messages.push(error.message))
  expect(messages).toMatchInlineSnapshot(`
    [
      "There is a mistake in the options of push(): \`onFinish\` is unknown. Did you mean \`onFinished\`?",
      "\`tags\` of push() is a list of words, such as ['nightly'].",
      "\`metadata\` of push() is a plain object.",
      "\`metadata.when\` of push() is a function, which MongoDB cannot store.",
      "\`metadata\` of push() is 70028 bytes, and at most 65536 are allowed. Store it elsewhere and pass a reference.",
      "\`deadline\` of push() is a duration of more than nothing, or a date.",
      "\`deadline\` of push() is a duration of more than nothing, or a date.",
    ]
  `)
  expect(await loom.count(Job)).toBe(0)
})
