import { onWritePoint } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'

import { deferred } from '../support/deferred.ts'
import { Died, dyingAt } from '../support/dying.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { finishSteps, standings, step } from '../support/steps.ts'
import { testLoom } from '../support/test-loom.ts'

afterEach(() => onWritePoint(undefined))

test('rerunFrom: one that was taken for dead and makes itself final while it is undone begins anew', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const node = step('a')
  await context.loom.push(node)
  await finishSteps(context, 1)
  const [undoing, wentOn, letGo] = [deferred(), deferred(), deferred()]
  let swept: Promise<void> | undefined
  let stage: 'before' | 'undoing' | 'after' = 'before'
  onWritePoint(async (point) => {
    if (point === 'reset.commit' && swept === undefined) {
      swept = other.advance('9s').then(() => other.sweep())
      await undoing.promise
    } else if (point === 'reset.release' && stage === 'before') {
      stage = 'undoing'
      undoing.resolve()
      await wentOn.promise
    } else if (point !== 'reset.lock' && stage === 'undoing') {
      // The slow one, behind its attempt to make itself final.
      stage = 'after'
      wentOn.resolve()
      await letGo.promise
    } else if (point === 'reset.close') letGo.resolve()
  })
  expect(await context.loom.rerunFrom(node)).toBe(1)
  await swept
  expect(stage).toBe('after')
  expect(await standings(context, [node])).toEqual(['worker'])
  await finishSteps(context, 1)
  expect(await standings(context, [node])).toEqual(['FINISHED'])
})

test('rerunFrom: where whoever undoes it dies in the middle, the next one undoes it at once', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const node = step('a')
  await context.loom.push(node)
  await finishSteps(context, 1)
  await dyingAt({ point: 'reset.commit' }, context, (victim) => victim.loom.rerunFrom(node))
  for (const point of ['reset.undo', 'reset.release', 'reset.close'] as const) {
    await context.advance('9s')
    expect(await dyingAt({ point }, context, (victim) => victim.sweep())).toBeInstanceOf(Died)
  }
  await context.advance('9s')
  await context.sweep()
  expect(await raw.tasks.countDocuments({ reset: { $exists: true } })).toBe(0)
  expect(await raw.tasks.countDocuments({ 'holds.0': { $exists: true } })).toBe(0)
  expect(await raw.db.collection('dags').countDocuments({ 'resets.0': { $exists: true } })).toBe(0)
  expect(await standings(context, [node])).toEqual(['FINISHED'])
})

test.for(['reset.record', 'reset.reopen', 'reset.hold'] as const)(
  'rerunFrom: one that was taken for dead before %s takes nothing away from the one that came after it',
  async (where) => {
    await using context = await testLoom()
    await using other = await testLoom({ database: context.database })
    const node = step('a')
    await context.loom.push(node)
    await finishSteps(context, 1)
    const [letThrough, wentOn] = [deferred(), deferred()]
    let second: Promise<number> | undefined
    let stage: 'before' | 'through' | 'after' = 'before'
    const afterSecond: (string | undefined)[] = []
    onWritePoint(async (point) => {
      if (point === where && second === undefined) {
        second = other.advance('9s').then(() => other.loom.rerunFrom(node))
        await letThrough.promise
      } else if (point === 'reset.commit' && stage === 'before') {
        stage = 'through'
        letThrough.resolve()
        await wentOn.promise
      } else if (point !== 'reset.lock' && stage === 'through') {
        stage = 'after'
        wentOn.resolve()
        await second
        afterSecond.push(...(await standings(context, [node])))
      }
    })
    expect(await context.loom.rerunFrom(node)).toBe(1)
    expect(await second).toBe(1)
    expect(afterSecond).toEqual(['worker'])
    expect(await standings(context, [node])).toEqual(['worker'])
  },
)
