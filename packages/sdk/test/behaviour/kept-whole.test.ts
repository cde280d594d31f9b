import { defineTask, direct } from '@taskloom/sdk'
import type { TestLoom } from '@taskloom/sdk/testing'
import { onWritePoint } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'

import { Died, dyingAt } from '../support/dying.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'
import { before } from '../support/write-point.ts'

afterEach(() => onWritePoint(undefined))

const Step = defineTask({ name: 'step', schema: z.object({}) })
const Short = defineTask({ name: 'short', schema: z.object({}), expiresIn: '5m' })
const Long = defineTask({ name: 'long', schema: z.object({}), expiresIn: '3d' })
const Large = defineTask({ name: 'large', schema: z.object({}), result: z.string() })
const AfterLarge = defineTask({
  name: 'after-large',
  schema: z.object({}),
  dependsOn: { large: direct(Large) },
  expiresIn: '3d',
})

/** Moves time, expires what is over, and removes what MongoDB would have removed by then. */
async function later(context: TestLoom, duration: `${number}${'m' | 'h'}`): Promise<void> {
  await context.advance(duration)
  await context.sweep()
  await context.untilResolved()
  await using raw = await rawDatabase(context)
  for (const name of ['tasks', 'contents', 'dags'])
    await raw.db.collection(name).deleteMany({ purgeAt: { $lt: new Date() } })
}

test('purge: what a DAG has grown by is kept as long as the rest of it, and its failure counts', async () => {
  await using context = await testLoom()
  const dag = await context.loom.push([Step({}), Long({})])
  const step = await context.loom.pop(Step)
  await step?.push(Short({}))
  await step?.finish()
  await (await context.loom.pop(Short))?.fail(new Error('no'))
  await later(context, '12h')
  await (await context.loom.pop(Long))?.finish()
  expect((await dag.finished()).outcome).toBe('FAILED')
  expect(await context.loom.count(Short)).toBe(1)
})

test.for([1, 2])(
  'purge: the first tasks of a DAG are kept as long as the last ones (%i at first)',
  async (count) => {
    await using context = await testLoom()
    const dag = await context.loom.push(Array.from({ length: count }, () => Step({})))
    const tasks = await context.loom.popMany(Step, count)
    await tasks[0]?.push(Long({}))
    for (const task of tasks) await task.fail(new Error('no'))
    await later(context, '48h')
    await (await context.loom.pop(Long))?.finish()
    const { outcome, counts } = await dag.finished()
    expect({ outcome, FAILED: counts.FAILED }).toEqual({ outcome: 'FAILED', FAILED: count })
  },
)

test('purge: a task that two calls give more time at once is kept until it expires, with all that it needs', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  await using raw = await rawDatabase(context)
  const large = Large({})
  const after = AfterLarge({}, { dependsOn: { large } })
  const dag = await context.loom.push(after)
  {
    using _other = before('expiry.write', () => other.loom.extendExpiry(after, '5d'))
    await context.loom.extendExpiry(after, '5d')
  }
  const tasks = new Map((await raw.tasks.find().toArray()).map((task) => [task._id, task]))
  const { expiresAt, purgeAt } = tasks.get(after.id) ?? {}
  expect(Number(purgeAt)).toBeGreaterThanOrEqual(Number(expiresAt))
  expect(Number(tasks.get(large.id)?.purgeAt)).toBeGreaterThanOrEqual(Number(expiresAt))
  const record = await raw.db.collection<{ _id: string; purgeAt: Date }>('dags').findOne({ _id: dag.id })
  expect(Number(record?.purgeAt)).toBeGreaterThanOrEqual(Number(expiresAt) + 3_600_000)
})

test('purge: a large result is kept for a dependent that is pushed while it is stored', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  await using raw = await rawDatabase(context)
  const large = Large({})
  await context.loom.push(large)
  const task = await context.loom.pop(Large)
  {
    using _push = before('settle.contents', async () => {
      await other.loom.push(AfterLarge({}, { dependsOn: { large } }))
    })
    await task?.finish('x'.repeat(100_000))
  }
  const owner = await raw.tasks.findOne({ _id: large.id })
  const content = await raw.contents.findOne({ taskId: large.id })
  expect(content?.purgeAt).toEqual(owner?.purgeAt)
})

test('purge: the record of a DAG is kept with the task that another DAG depends on', async () => {
  await using context = await testLoom()
  const [step, short] = [Step({}), Short({})]
  const dag = await context.loom.push([step, short])
  await (await context.loom.pop(Step))?.finish()
  await (await context.loom.pop(Short))?.fail(new Error('no'))
  await context.untilResolved()
  const AfterStep = defineTask({
    name: 'after-step',
    schema: z.object({}),
    dependsOn: { step: direct(Step) },
    expiresIn: '3d',
  })
  await context.loom.push(AfterStep({}, { dependsOn: { step } }))
  await later(context, '48h')
  expect((await dag.finished()).outcome).toBe('FAILED')
})

test('purge: what a reset runs again that is finished late is kept until it expires, with what it needs', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const large = Large({})
  const AfterDay = defineTask({
    name: 'after-day',
    schema: z.object({}),
    dependsOn: { large: direct(Large) },
  })
  const after = AfterDay({}, { dependsOn: { large } })
  await context.loom.push(after)
  await (await context.loom.pop(Large))?.finish('done')
  await context.untilResolved()
  await (await context.loom.pop(AfterDay))?.fail(new Error('no'))
  const death = await dyingAt({ point: 'reset.write' }, context, (victim) => victim.loom.retry(after))
  expect(death).toBeInstanceOf(Died)
  await context.advance('2h')
  await context.sweep()
  const { state, expiresAt, purgeAt } = await raw.task(after.id)
  expect(state).toBe('CREATED')
  expect(Number(purgeAt)).toBeGreaterThanOrEqual(Number(expiresAt))
  expect(Number((await raw.task(large.id)).purgeAt)).toBeGreaterThanOrEqual(Number(expiresAt))
})
