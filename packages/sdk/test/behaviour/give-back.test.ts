import { defineTask, direct, Priority } from '@taskloom/sdk'
import { onWritePoint, type WritePoint } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'

import { Step } from '../support/definitions.ts'
import { Job } from '../support/jobs.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'

/** Waits for the end of a job, whatever that is. */
const CleanUp = defineTask({
  name: 'clean-up',
  schema: z.object({}),
  dependsOn: { job: direct(Job, { on: 'settled' }) },
  result: z.number(),
})

afterEach(() => onWritePoint(undefined))

/** A task that runs, and whose dependency has finished. */
async function runningDependent() {
  const context = await testLoom()
  const first = Step({ label: 'first' }, { dependsOn: { before: [] } })
  const second = Step({ label: 'second' }, { dependsOn: { before: [first] } })
  await context.loom.push([first, second])
  await (await context.loom.pop(Step))?.finish('done')
  await context.untilResolved()
  const running = await context.loom.pop(Step)
  expect(running?.id).toBe(second.id)
  return { context, running: running! }
}

test('give back: a task that is ready still is looked at, and not made ready again', async () => {
  const { context, running } = await runningDependent()
  await using _ = context
  const points: WritePoint[] = []
  onWritePoint((point) => void points.push(point))
  await running[Symbol.asyncDispose]()
  await context.untilResolved()
  expect(points).toEqual(['give-back.write', 'resolve.clear'])
})

test('give back: a task of which a dependency runs again leaves the queue, and hides nothing', async () => {
  await using context = await testLoom()
  const { loom } = context
  const job = Job({ number: 1 })
  const clean = CleanUp({}, { dependsOn: { job }, priority: Priority.HIGH })
  await loom.push([job, clean])
  await (await loom.pop(Job))?.fail(new Error('no'))
  await context.untilResolved()
  const running = await loom.pop(CleanUp)
  expect(await loom.retry(job)).toBe(1)
  await running?.[Symbol.asyncDispose]()
  await context.untilResolved()
  expect(await loom.explain(clean)).toMatchObject({ reasons: [{ kind: 'dependencies', group: 'job' }] })
  const other = Job({ number: 2 })
  await loom.push(other)
  const popped = await loom.popMany([CleanUp, Job], 2)
  expect(popped.map(({ id }) => id)).toEqual([job.id, other.id])
  await popped[0]?.finish(1)
  await context.untilResolved()
  expect((await loom.pop(CleanUp))?.id).toBe(clean.id)
})

test('give back: whoever claims it before it was looked at has nobody look at it any more', async () => {
  const { context, running } = await runningDependent()
  await using _ = context
  await using raw = await rawDatabase(context)
  await running[Symbol.asyncDispose]()
  await context.untilResolved()
  // As it is until the round of whoever has given it back.
  await raw.tasks.updateOne({ _id: running.id }, { $set: { recheck: 'a', flaggedAt: new Date() } })
  await context.loom.pop(Step)
  const task = await raw.tasks.findOne({ _id: running.id })
  expect(task).toMatchObject({ state: 'RUNNING' })
  expect(task).not.toHaveProperty('recheck')
  expect(task).not.toHaveProperty('flaggedAt')
})

test('give back: a loom that is closed meanwhile leaves nothing to heal', async () => {
  const { context, running } = await runningDependent()
  await using _ = context
  await using raw = await rawDatabase(context)
  const given = running[Symbol.asyncDispose]()
  await context.loom.close()
  await given
  const task = await raw.tasks.findOne({ _id: running.id })
  expect(task).toMatchObject({ state: 'CREATED', ready: true })
  expect(task).not.toHaveProperty('flaggedAt')
})
