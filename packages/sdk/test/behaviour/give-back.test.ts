import { onWritePoint, type WritePoint } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'

import { Step } from '../support/definitions.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'

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
