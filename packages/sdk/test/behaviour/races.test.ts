import { LeaseLost } from '@taskloom/sdk'
import { onWritePoint, type TestLoom } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'

import { deferred } from '../support/deferred.ts'
import { Step } from '../support/definitions.ts'
import { AfterJob, Job, jobs } from '../support/jobs.ts'
import { any } from '../support/matchers.ts'
import { startProcess } from '../support/processes/child-process.ts'
import { testLoom, uri } from '../support/test-loom.ts'
import { before } from '../support/write-point.ts'

afterEach(() => onWritePoint(undefined))

/** A job that is held, and a task that waits for it. */
async function heldJob({ loom }: TestLoom) {
  const [job] = jobs(1)
  const after = AfterJob({}, { dependsOn: { job: job! } })
  await loom.push(after)
  return { job: job!, after, task: (await loom.pop(Job))! }
}

/** Two steps that are held, by two looms, and one that waits for both. */
async function twoHeld(context: TestLoom, other: TestLoom) {
  const steps = ['one', 'two'].map((label) => Step({ label }, { dependsOn: { before: [] } }))
  const last = Step({ label: 'last' }, { dependsOn: { before: steps } })
  await context.loom.push(last)
  return { last, one: (await context.loom.pop(Step))!, two: (await other.loom.pop(Step))! }
}

test('races: the second of two dependencies settles while the resolver of the first takes its flag away', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const { last, one, two } = await twoHeld(context, other)
  {
    using _faster = before('resolve.clear', async () => {
      await two.finish('done')
      await other.untilResolved()
    })
    await one.finish('done')
    await context.untilResolved()
  }
  const claims = await Promise.all([context, other].map(({ loom }) => loom.popMany(Step, 5)))
  expect(claims.flat().map(({ id }) => id)).toEqual([last.id])
})

test('races: of two resolvers on one dependent the slower one does not make it ready again, once it runs', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const { last, one, two } = await twoHeld(context, other)
  await one.finish('done')
  await context.untilResolved()
  {
    using _faster = before('resolve.flip', async () => {
      await context.advance('11s')
      await context.sweep()
      expect((await context.loom.pop(Step))?.id).toBe(last.id)
    })
    await two.finish('done')
    await other.untilResolved()
  }
  expect(await other.loom.pop(Step)).toBeNull()
  expect(await context.loom.get(last)).toMatchObject({ state: 'RUNNING', attempt: 1 })
})

test.for(['cancel', 'delete'] as const)(
  'races: a %s right before the write of a finish wins; its claim is told, and the dependent ended',
  async (rival) => {
    await using context = await testLoom()
    await using other = await testLoom({ database: context.database })
    const { job, after, task } = await heldJob(context)
    {
      using _rival = before('settle.write', () => other.loom[rival](job))
      await expect(task.finish(7)).rejects.toEqual(any(LeaseLost))
    }
    await Promise.all([context.untilResolved(), other.untilResolved()])
    const isCancelled = rival === 'cancel'
    expect((await context.loom.get(job))?.state).toBe(isCancelled ? 'CANCELLED' : undefined)
    expect(await context.loom.get(after)).toMatchObject({
      state: isCancelled ? 'CANCELLED' : 'FAILED',
      rootCause: job.id,
    })
  },
)

test('races: a finish right before the write of a cancel wins; the cancel says so, and the dependent is ready', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const { job, after, task } = await heldJob(context)
  {
    using _rival = before('cancel.write', () => task.finish(7))
    expect(await other.loom.cancel(job)).toBe(false)
  }
  await Promise.all([context.untilResolved(), other.untilResolved()])
  expect(await context.loom.get(job)).toMatchObject({ state: 'FINISHED', result: 7 })
  expect(await context.loom.get(after)).toMatchObject({ waitingFor: 'worker' })
})

test('races: a finish right before the mark of a delete succeeds, and the task is deleted all the same', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const { job, after, task } = await heldJob(context)
  {
    using _rival = before('delete.mark', () => task.finish(7))
    expect(await other.loom.delete(job)).toBe(true)
  }
  await Promise.all([context.untilResolved(), other.untilResolved()])
  expect(await context.loom.get(job)).toBeUndefined()
  expect(await context.loom.get(after)).toMatchObject({ state: 'FAILED', rootCause: job.id })
})

test('races: a dependency is deleted while a resolver that has seen its success makes the dependent ready', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const { job, after, task } = await heldJob(context)
  const [bothJudged, isReady] = [deferred(), deferred()]
  let deletion: Promise<boolean> | undefined
  let judgements = 0
  onWritePoint(async (point) => {
    if (point === 'resolve.clear') isReady.resolve()
    if (point !== 'resolve.flip') return
    judgements += 1
    if (judgements === 1) {
      deletion = other.loom.delete(job)
      await bothJudged.promise
    } else if (judgements === 2) {
      bothJudged.resolve()
      await isReady.promise
    }
  })
  await task.finish(7)
  await context.untilResolved()
  expect(await deletion).toBe(true)
  await other.untilResolved()
  expect(await context.loom.get(after)).toMatchObject({ state: 'FAILED', rootCause: job.id })
})

test('races: finish and delete, or finish and cancel, at the same moment: one end, and the dependent follows it', async () => {
  await using context = await testLoom()
  for (let round = 0; round < 20; round += 1) {
    const { job, after, task } = await heldJob(context)
    const isCancelled = round % 2 === 0
    const [finished, stopped] = await Promise.allSettled([
      task.finish(1),
      isCancelled ? context.loom.cancel(job) : context.loom.delete(job),
    ])
    await context.untilResolved()
    expect(stopped.status).toBe('fulfilled')
    const isFinished = finished.status === 'fulfilled'
    const state = isCancelled ? (isFinished ? 'FINISHED' : 'CANCELLED') : undefined
    expect((await context.loom.get(job))?.state).toBe(state)
    const followed = isCancelled ? (isFinished ? 'CREATED' : 'CANCELLED') : 'FAILED'
    expect((await context.loom.get(after))?.state).toBe(followed)
    await context.loom.delete(after)
  }
})

test('races: a task that is given back after its dependency was deleted is never handed out again', async () => {
  await using context = await testLoom()
  const { job, after, task } = await heldJob(context)
  await task.finish(1)
  await context.untilResolved()
  const held = await context.loom.pop(AfterJob)
  await context.loom.delete(job)
  await held?.[Symbol.asyncDispose]()
  expect(await context.loom.pop(AfterJob)).toBeNull()
  await context.untilResolved()
  expect(await context.loom.get(after)).toMatchObject({ state: 'FAILED', rootCause: job.id })
})

test.for([3_600_000, -3_600_000])(
  'races: a worker whose clock is off by an hour (%i ms) neither loses nor keeps anything longer than others',
  async (ahead) => {
    const times = { lease: '10s', sweepTick: '200ms' }
    await using context = await testLoom()
    const soon = Step({ label: 'soon' }, { dependsOn: { before: [] }, delay: '300ms' })
    const late = Step({ label: 'late' }, { dependsOn: { before: [] }, delay: '30m' })
    const steps = Array.from({ length: 30 }, () => Step({ label: 'now' }, { dependsOn: { before: [] } }))
    const settings = { uri, database: context.database, concurrency: 5, times, ahead }
    await using wrong = await startProcess('worker', { ...settings, records: 'once' })
    await using right = await startProcess('worker', { ...settings, records: 'once', ahead: 0 })
    await context.loom.push([soon, late, ...steps])
    for (const { id } of [soon, ...steps]) {
      const { attempt, recoveries } = await context.waitFor(id, 'FINISHED')
      expect([attempt, recoveries]).toEqual([1, 0])
    }
    expect(await context.loom.get(late)).toMatchObject({ state: 'CREATED', waitingFor: 'time' })
    await Promise.all([wrong.stop(), right.stop()])
    expect(await context.loom.healed()).toBe(0)
  },
)
