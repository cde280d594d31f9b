import { defineTask } from '@taskloom/sdk'
import { onWritePoint } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'

import { Step } from '../support/definitions.ts'
import { failReady, finishSteps, standings, step } from '../support/steps.ts'
import { testLoom } from '../support/test-loom.ts'
import { before } from '../support/write-point.ts'

afterEach(() => onWritePoint(undefined))

const Report = defineTask({ name: 'report', schema: z.object({}) })

test('retryFailed: a finisher that failed as well runs again after the others, not beside them', async () => {
  await using context = await testLoom()
  const { loom } = context
  const report = Report({})
  const dag = await loom.push(step('first'), { onFinished: report })
  await failReady(context, Step)
  await (await loom.pop(Report))?.fail(new Error('no'))
  await context.untilResolved()
  expect(await dag.retryFailed()).toBe(2)
  expect(await loom.pop(Report)).toBeNull()
  const explanation = await loom.explain(report)
  expect(explanation?.reasons.map(({ kind }) => kind)).toEqual(['dag-unfinished'])
  await finishSteps(context, 1)
  await (await loom.pop(Report))?.finish()
  expect(await dag.finished()).toMatchObject({ outcome: 'FINISHED', counts: { FINISHED: 2 } })
})

test('retry, rerunFrom: a finisher whose others have settled runs again at once', async () => {
  await using context = await testLoom()
  const { loom } = context
  const report = Report({})
  await loom.push(step('first'), { onFinished: report })
  await finishSteps(context, 1)
  await (await loom.pop(Report))?.fail(new Error('no'))
  await context.untilResolved()
  await loom.retry(report)
  const running = await loom.pop(Report)
  expect(running?.id).toBe(report.id)
  await loom.rerunFrom(report)
  expect(running?.signal.aborted).toBe(false)
  expect((await loom.pop(Report))?.dag).toMatchObject({ outcome: 'FINISHED' })
})

test('rerunFrom: a finisher that has not run yet still waits for the others, also in a paused DAG', async () => {
  await using context = await testLoom()
  const { loom } = context
  const report = Report({})
  const dag = await loom.push(step('first'), { onFinished: report })
  await dag.pause()
  await loom.rerunFrom(report)
  expect(await standings(context, [report])).toEqual(['hold'])
  await dag.resume()
  expect(await loom.pop(Report)).toBeNull()
  await finishSteps(context, 1)
  expect(await loom.pop(Report)).not.toBeNull()
})

test.for(['reset.hold', 'reset.commit'] as const)(
  'retry: a finisher does not run when the last other task settles during it, at %s',
  async (point) => {
    await using context = await testLoom()
    await using other = await testLoom({ database: context.database })
    const { loom } = context
    const [first, last] = [step('first'), step('last')]
    const dag = await loom.push([first, last], { onFinished: Report({}) })
    const tasks = await loom.popMany(Step, 2)
    await tasks.find(({ id }) => id === first.id)?.fail(new Error('no'))
    await context.untilResolved()
    {
      using _race = before(point, async () => {
        await tasks.find(({ id }) => id === last.id)?.finish('done')
        await context.untilResolved()
      })
      await other.loom.retry(first)
    }
    expect(await loom.pop(Report)).toBeNull()
    await finishSteps(context, 1)
    await (await loom.pop(Report))?.finish()
    expect(await dag.finished()).toMatchObject({ outcome: 'FINISHED', counts: { FINISHED: 3 } })
  },
)

test('retry: a finisher that was about to be let go waits for what runs again', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const first = step('first')
  const dag = await context.loom.push(first, { onFinished: Report({}) })
  {
    using _race = before('resolve.finisher', () => other.loom.retry(first))
    await failReady(context, Step)
  }
  expect(await context.loom.pop(Report)).toBeNull()
  await finishSteps(context, 1)
  await (await context.loom.pop(Report))?.finish()
  expect(await dag.finished()).toMatchObject({ outcome: 'FINISHED', counts: { FINISHED: 2 } })
})

test('retry: a finisher that was about to be let go runs when what ran again settled meanwhile', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const first = step('first')
  await context.loom.push(first, { onFinished: Report({}) })
  let heldAgain: Disposable | undefined
  {
    using _race = before('resolve.finisher', async () => {
      await other.loom.retry(first)
      heldAgain = before('resolve.finisher', () => finishSteps(other, 1))
    })
    await failReady(context, Step)
  }
  heldAgain?.[Symbol.dispose]()
  expect(heldAgain).toBeDefined()
  expect(await context.loom.pop(Report)).not.toBeNull()
})

test('retry: one that is undone lets the finisher go when the last other task settled during it', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const { loom } = context
  const [first, last] = [step('first'), step('last')]
  await loom.push([first, last], { onFinished: Report({}) })
  const tasks = await loom.popMany(Step, 2)
  await tasks.find(({ id }) => id === first.id)?.fail(new Error('no'))
  await context.untilResolved()
  {
    using _race = before('reset.hold', async () => {
      await tasks.find(({ id }) => id === last.id)?.finish('done')
      await context.untilResolved()
      await context.loom.delete(first)
    })
    await expect(other.loom.retry(first)).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' })
  }
  await other.untilResolved()
  expect(await loom.pop(Report)).not.toBeNull()
})
