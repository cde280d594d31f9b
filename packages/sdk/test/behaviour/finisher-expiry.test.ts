import { defineTask, type Dag } from '@taskloom/sdk'
import type { TestLoom } from '@taskloom/sdk/testing'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { testLoom } from '../support/test-loom.ts'

const Step = defineTask({ name: 'step', schema: z.object({}) })
const Slow = defineTask({ name: 'slow', schema: z.object({}), expiresIn: '10d' })
const Report = defineTask({ name: 'report', schema: z.object({}) })

/** Moves time, and ends what has expired by then. */
async function later(context: TestLoom, duration: `${number}h`): Promise<void> {
  await context.advance(duration)
  await context.sweep()
  await context.untilResolved()
}

/** How a DAG ends when the report runs some hours after the last of the others. */
async function endAfterReport(context: TestLoom, dag: Dag): Promise<string> {
  await later(context, '20h')
  await (await context.loom.pop(Report))?.finish()
  return (await dag.finished()).outcome
}

test('onFinished: it does not expire before what its DAG has grown by', async () => {
  await using context = await testLoom()
  const dag = await context.loom.push(Step({}), { onFinished: Report({}) })
  const step = await context.loom.pop(Step)
  await step?.push(Slow({}))
  await step?.finish()
  await later(context, '72h')
  await (await context.loom.pop(Slow))?.finish()
  await context.untilResolved()
  expect(await endAfterReport(context, dag)).toBe('FINISHED')
})

test('onFinished: it does not expire before a task that was given more time', async () => {
  await using context = await testLoom()
  const step = Step({})
  const dag = await context.loom.push(step, { onFinished: Report({}) })
  await context.loom.extendExpiry(step, '5d')
  await later(context, '96h')
  await (await context.loom.pop(Step))?.finish()
  await context.untilResolved()
  expect(await endAfterReport(context, dag)).toBe('FINISHED')
})

test('onFinished: more time for all of its DAG is no more for it than for the others', async () => {
  await using context = await testLoom()
  const [step, report] = [Step({}), Report({})]
  const dag = await context.loom.push(step, { onFinished: report })
  const before = await context.loom.get(Report, report.id)
  await context.loom.bulk({ dagId: dag.id }, { kind: 'extendExpiry', by: '5h' })
  const after = await context.loom.get(Report, report.id)
  expect(Number(after?.expiresAt) - Number(before?.expiresAt)).toBe(5 * 3_600_000)
})

test('onFinished: it does not expire before a task that was retried', async () => {
  await using context = await testLoom()
  const step = Step({})
  const dag = await context.loom.push([step, Slow({})], { onFinished: Report({}, { expiresIn: '21h' }) })
  await (await context.loom.pop(Step))?.fail(new Error('no'))
  await context.untilResolved()
  await later(context, '239h')
  await context.loom.retry(step)
  await (await context.loom.pop(Slow))?.finish()
  await later(context, '23h')
  await (await context.loom.pop(Step))?.finish()
  await context.untilResolved()
  expect(await endAfterReport(context, dag)).toBe('FINISHED')
})
