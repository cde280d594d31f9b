import { anyOf, defineTask, direct, optional, type HandleOptions } from '@taskloom/sdk'
import type { TestLoom } from '@taskloom/sdk/testing'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { Job } from '../support/jobs.ts'
import { testLoom } from '../support/test-loom.ts'

const Double = defineTask({
  name: 'double',
  schema: z.object({}),
  dependsOn: { job: direct(Job) },
  result: z.number(),
})
const Join = defineTask({
  name: 'join',
  schema: z.object({}),
  dependsOn: { any: anyOf(Job), maybe: optional(direct(Double)), end: direct(Double, { on: 'settled' }) },
  result: z.string(),
})

/** Runs a job with this `runIf` until it has settled. */
async function runJob(
  context: TestLoom,
  options: HandleOptions<{ number: number }>,
  retry = { attempts: 1 },
): Promise<{ readonly id: string; readonly ran: number[] }> {
  const ran: number[] = []
  const node = Job({ number: 4 }, { retry: { ...retry, delay: 1, jitter: 0 } })
  const dag = await context.loom.push(node)
  const worker = context.loom.worker([
    Job.handle(({ payload }) => {
      ran.push(payload.number)
      return 1
    }, options),
  ])
  const running = worker.run()
  await dag.finished()
  await worker.stop()
  await running
  return { id: node.id, ran }
}

test('runIf: a task whose `runIf` says no is SKIPPED, with the reason, and is not run', async () => {
  await using context = await testLoom()
  const { id, ran } = await runJob(context, {
    runIf: ({ payload }) =>
      payload.number > 5 ? true : { run: false, reason: `${payload.number} is too few` },
  })
  expect(ran).toEqual([])
  expect(await context.loom.get(id)).toMatchObject({
    state: 'SKIPPED',
    attempt: 1,
    error: { code: 'SKIPPED', name: 'Skipped', message: '4 is too few' },
  })
  expect((await context.loom.explain(id))?.summary).toBe('It is SKIPPED: 4 is too few')
})

test('runIf: yes runs it, a plain no skips it, and a promise is waited for', async () => {
  await using context = await testLoom()
  expect((await runJob(context, { runIf: () => true })).ran).toEqual([4])
  expect((await runJob(context, { runIf: async () => true })).ran).toEqual([4])
  const { id, ran } = await runJob(context, { runIf: async () => false })
  expect(ran).toEqual([])
  expect(await context.loom.get(id)).toMatchObject({
    state: 'SKIPPED',
    error: { message: 'The `runIf` of its handler said no.' },
  })
})

test('runIf: an error that it throws fails the attempt, and the next one asks again', async () => {
  await using context = await testLoom()
  let asked = 0
  const { id, ran } = await runJob(
    context,
    {
      runIf: () => {
        asked += 1
        if (asked === 1) throw new Error('not sure')
        return true
      },
    },
    { attempts: 2 },
  )
  expect(ran).toEqual([4])
  const task = await context.loom.get(id)
  expect(task).toMatchObject({ state: 'FINISHED', attempt: 2 })
  expect(task?.errors?.map(({ message }) => message)).toEqual(['not sure'])
})

test('runIf: what is no decision fails the attempt by name', async () => {
  await using context = await testLoom()
  const { id, ran } = await runJob(context, { runIf: (() => undefined) as never })
  expect(ran).toEqual([])
  expect(await context.loom.get(id)).toMatchObject({
    state: 'FAILED',
    error: {
      code: 'INVALID_RESULT',
      message:
        "The `runIf` of task `job` returned undefined. It returns true, false, or { run: false, reason: '…' }.",
    },
  })
})

test('runIf: it sees what the dependencies ended with, and joins after a skip follow the table', async () => {
  await using context = await testLoom()
  const { loom } = context
  const job = Job({ number: 1 })
  const double = Double({}, { dependsOn: { job } })
  const needsIt = Double({}, { dependsOn: { job: Job({ number: 2 }) } })
  const join = Join({}, { dependsOn: { any: [job], maybe: double, end: double } })
  await loom.push([join, needsIt])
  const worker = loom.worker([
    Job.handle(({ payload }) => payload.number),
    Double.handle(({ dependencies }) => dependencies.job * 2, {
      runIf: ({ dependencies }) => dependencies.job > 1 || { run: false, reason: 'nothing to double' },
    }),
    Join.handle(({ dependencies }) => `${String(dependencies.maybe)} ${dependencies.end.state}`),
  ])
  const running = worker.run()
  await context.untilIdle()
  await worker.stop()
  await running
  expect(await loom.get(double)).toMatchObject({ state: 'SKIPPED' })
  expect(await loom.get(needsIt)).toMatchObject({ state: 'FINISHED', result: 4 })
  expect(await loom.get(join)).toMatchObject({ state: 'FINISHED', result: 'undefined SKIPPED' })
})

test('skip: a popped task can be skipped, and what needs it is skipped with it', async () => {
  await using context = await testLoom()
  const { loom } = context
  const job = Job({ number: 1 })
  const double = Double({}, { dependsOn: { job } })
  const dag = await loom.push(double)
  const task = await loom.pop(Job)
  await task?.skip('not today')
  await context.untilResolved()
  expect(await loom.get(job)).toMatchObject({ state: 'SKIPPED', error: { message: 'not today' } })
  expect(await loom.get(double)).toMatchObject({ state: 'SKIPPED', rootCause: job.id })
  expect(await dag.finished()).toMatchObject({ outcome: 'FINISHED', counts: { SKIPPED: 2 } })
  await expect(task?.finish(1)).rejects.toMatchObject({ code: 'LEASE_LOST' })
})

function run(): number {
  return 1
}

test('handle: options that JavaScript may get wrong are named', () => {
  expect(() => Job.handle(run, { runif: run } as never)).toThrow('Did you mean `runIf`?')
  expect(() => Job.handle(run, { runIf: true } as never)).toThrow('`runIf` is a function')
  expect(() => Job.handle(run, run as never)).toThrow('handle takes its options as an object')
})
