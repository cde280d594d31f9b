import type { ClaimedTaskOf, TaskloomError } from '@taskloom/sdk'
import { onWritePoint } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'

import { deferred } from '../support/deferred.ts'
import { Download, Resize, Step } from '../support/definitions.ts'
import { having } from '../support/matchers.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { failReady, finishSteps, standings, step } from '../support/steps.ts'
import { testLoom } from '../support/test-loom.ts'
import { before } from '../support/write-point.ts'

afterEach(() => onWritePoint(undefined))

test('retry against resolver: a dependent that the resolver had judged before is not failed after it', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const [first, second] = [step('first'), step('second')]
  const third = step('third', first, second)
  await context.loom.push(third)
  const task = await context.loom.pop(Step)
  {
    // The resolver has read that the first one failed, and is about to write that the third did.
    using _race = before('resolve.flip', () => other.loom.retry(first))
    await task?.fail(new Error('no'))
    await context.untilResolved()
  }
  expect(await context.loom.get(first)).toMatchObject({ waitingFor: 'worker' })
  expect(await context.loom.get(third)).toMatchObject({ waitingFor: 'dependencies' })
  for (let left = 3; left > 0; left -= 1) {
    await (await context.loom.pop(Step))?.finish('done')
    await Promise.all([context.untilResolved(), other.untilResolved()])
  }
  expect(await context.loom.get(third)).toMatchObject({ state: 'FINISHED' })
})

test('retry against resolver: what the resolver settles while it is planned comes along', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const first = step('first')
  const second = step('second', first)
  const third = step('third', second)
  await context.loom.push(third)
  {
    const stopped = deferred()
    using _stop = before('resolve.flip', () => {
      stopped.resolve()
      throw new Error('the resolver is late')
    })
    await (await context.loom.pop(Step))?.fail(new Error('no'))
    await stopped.promise
  }
  {
    using _race = before('reset.hold', async () => {
      await context.untilResolved()
      expect(await other.loom.get(third)).toMatchObject({ state: 'FAILED' })
    })
    expect(await context.loom.retry(first)).toBe(3)
  }
  expect(await context.loom.get(third)).toMatchObject({ waitingFor: 'dependencies' })
  expect((await context.loom.pop(Step))?.id).toBe(first.id)
})

test('rerunFrom against a dependent that finishes: whoever comes first, it runs again with the new input', async () => {
  await using context = await testLoom()
  const { loom } = context
  for (let round = 0; round < 10; round += 1) {
    const source = Download({ url: String(round) })
    const resize = Resize({ width: round }, { dependsOn: { source } })
    await loom.push(resize)
    await (await loom.pop(Download))?.finish({ path: 'old' })
    await context.untilResolved()
    const running = await loom.pop(Resize)
    const [, late] = await Promise.all([
      loom.rerunFrom(source),
      running?.finish({ path: 'old', width: 1 }).then(
        () => 'LEASE_LOST', // It was first, and was reset.
        (error: TaskloomError) => error.code,
      ),
    ])
    expect(late).toBe('LEASE_LOST')
    await context.untilResolved()
    expect(await loom.get(resize)).toMatchObject({ waitingFor: 'dependencies', attempt: 0 })
    await (await loom.pop(Download))?.finish({ path: 'new' })
    await context.untilResolved()
    const task = await loom.pop(Resize)
    expect(task?.dependencies).toEqual({ source: { path: 'new' } })
    await task?.finish({ path: 'new', width: 1 })
    await context.untilResolved()
  }
})

test('rerunFrom against pop: a dependent that is claimed while it is planned is stopped', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const source = Download({ url: 'a' })
  const resize = Resize({ width: 1 }, { dependsOn: { source } })
  await context.loom.push(resize)
  await (await context.loom.pop(Download))?.finish({ path: 'old' })
  await context.untilResolved()
  const claimed: ClaimedTaskOf<typeof Resize>[] = []
  {
    using _race = before('reset.hold', async () => {
      claimed.push(...(await other.loom.popMany(Resize, 1)))
    })
    expect(await context.loom.rerunFrom(source)).toBe(2)
  }
  expect(claimed).toHaveLength(1)
  await expect(claimed[0]!.finish({ path: 'late', width: 1 })).rejects.toMatchObject({ code: 'LEASE_LOST' })
  expect(await context.loom.get(resize)).toMatchObject({ waitingFor: 'dependencies', attempt: 0 })
})

test('two retries at once: one of them does it, the other is told, in one process and in two', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  for (const looms of [
    [context.loom, context.loom],
    [context.loom, other.loom],
  ]) {
    const first = step('first')
    const second = step('second', first)
    await context.loom.push(second)
    await (await context.loom.pop(Step))?.fail(new Error('no'))
    await context.untilResolved()
    const answers = await Promise.allSettled(looms.map((loom) => loom.retry(first)))
    expect(answers).toEqual(
      expect.arrayContaining([
        { status: 'fulfilled', value: 2 },
        { status: 'rejected', reason: having({ code: 'TRANSITION_REFUSED' }) },
      ]),
    )
    for (let left = 2; left > 0; left -= 1) {
      await (await context.loom.pop(Step))?.finish('done')
      await Promise.all([context.untilResolved(), other.untilResolved()])
    }
    expect(await context.loom.get(second)).toMatchObject({ state: 'FINISHED', attempt: 1 })
  }
})

test('two retries at once that share a dependent: it is brought back by the second', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const [one, two] = [step('one'), step('two')]
  const join = step('join', one, two)
  await context.loom.push(join)
  for (const task of await context.loom.popMany(Step, 2)) await task.fail(new Error('no'))
  await context.untilResolved()
  const counts = await Promise.all([context.loom.retry(one), other.loom.retry(two)])
  expect(new Set(counts)).toEqual(new Set([1, 2]))
  expect(await context.loom.get(join)).toMatchObject({ waitingFor: 'dependencies' })
})

test('retry against delete: a task that is deleted while it is planned is not brought back, nor is its dependent', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  await using raw = await rawDatabase(context)
  const first = step('first')
  const second = step('second', first)
  await context.loom.push(second)
  await (await context.loom.pop(Step))?.fail(new Error('no'))
  await context.untilResolved()
  {
    using _race = before('reset.hold', () => other.loom.delete(first))
    await expect(context.loom.retry(first)).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' })
  }
  expect(await context.loom.get(first)).toBeUndefined()
  expect(await context.loom.get(second)).toMatchObject({ state: 'FAILED' })
  expect(await raw.tasks.countDocuments({ reset: { $exists: true } })).toBe(0)
})

test('retry against purge: an input that is removed before the task is held refuses it', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const first = step('first')
  const second = step('second', first)
  await context.loom.push(second)
  await (await context.loom.pop(Step))?.finish('done')
  await context.untilResolved()
  await (await context.loom.pop(Step))?.fail(new Error('no'))
  await context.untilResolved()
  {
    using _race = before('reset.hold', () => raw.tasks.deleteOne({ _id: first.id }))
    await expect(context.loom.retry(second)).rejects.toMatchObject({ code: 'DEPENDENCY_NOT_FOUND' })
  }
  expect(await context.loom.get(second)).toMatchObject({ state: 'FAILED', attempt: 1 })
  expect(await raw.tasks.countDocuments({ reset: { $exists: true } })).toBe(0)
})

test('retry against pause: a DAG that is paused, or resumed, in the middle ends up as it was told', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const first = step('first')
  const dag = await context.loom.push(step('second', first))
  await (await context.loom.pop(Step))?.fail(new Error('no'))
  await context.untilResolved()
  {
    using _race = before('reset.release', () => other.loom.dag(dag.id).pause())
    await context.loom.retry(first)
  }
  expect(await context.loom.get(first)).toMatchObject({ waitingFor: 'hold' })
  await dag.resume()
  await (await context.loom.pop(Step))?.fail(new Error('no'))
  await context.untilResolved()
  await dag.pause()
  {
    using _race = before('reset.release', () => other.loom.dag(dag.id).resume())
    await context.loom.retry(first)
  }
  expect(await context.loom.get(first)).toMatchObject({ waitingFor: 'worker' })
})

test('retry against the end of the DAG: a DAG that is opened again is not closed by who saw it ended', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const first = step('first')
  const dag = await context.loom.push([first, step('second', first)])
  {
    using _race = before('resolve.close', () => other.loom.retry(first))
    await failReady(context, Step)
  }
  await finishSteps(context, 2)
  expect(await dag.finished()).toMatchObject({ outcome: 'FINISHED', counts: { FINISHED: 2 } })
})

test('retry against cancel: the end of a DAG that the end of a reset finds is told', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const first = step('first')
  const dag = await context.loom.push([first, step('second', first)])
  const told: string[] = []
  context.loom.on('dagFinished', ({ outcome }) => told.push(outcome))
  await failReady(context, Step)
  {
    using _race = before('reset.close', async () => {
      await other.loom.cancel(first, { downstream: true })
      await other.untilResolved()
    })
    await context.loom.retry(first)
  }
  expect(await dag.finished()).toMatchObject({ outcome: 'CANCELLED' })
  expect(told).toEqual(['FAILED', 'CANCELLED'])
})

test('retry against resolver: what a resolver comes across while it is held is left for the release', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const first = step('first')
  const second = step('second', first)
  await context.loom.push(second)
  const [stopped, held] = [deferred(), deferred()]
  let isLate = true
  onWritePoint(async (point) => {
    if (point === 'resolve.flip' && isLate) {
      stopped.resolve()
      throw new Error('the resolver is late')
    }
    if (point !== 'reset.commit' || !isLate) return
    // The resolver comes back to what failed while its dependent is held, and before it is reset.
    isLate = false
    await context.untilResolved()
    held.resolve()
  })
  await (await context.loom.pop(Step))?.fail(new Error('no'))
  await stopped.promise
  expect(await other.loom.retry(first)).toBe(1)
  await held.promise
  expect(await standings(context, [first, second])).toEqual(['worker', 'dependencies'])
  expect(await context.loom.get(second)).toMatchObject({ attempt: 0 })
})
