import type { TaskNode } from '@taskloom/sdk'
import { onWritePoint, type TestLoom, type WritePoint } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'

import { Step } from '../support/definitions.ts'
import { Died, dyingAt } from '../support/dying.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { failReady, finishSteps, standings, step } from '../support/steps.ts'
import { testLoom } from '../support/test-loom.ts'
import { before } from '../support/write-point.ts'

afterEach(() => onWritePoint(undefined))

/** A chain of three of which the first failed, and so the others. */
async function failedChain(context: TestLoom): Promise<TaskNode<'step', string>[]> {
  const chain = [Step({ label: '0' }, { dependsOn: { before: [] } })]
  for (const label of ['1', '2']) chain.push(Step({ label }, { dependsOn: { before: [chain.at(-1)!] } }))
  await context.loom.push(chain)
  await (await context.loom.pop(Step))?.fail(new Error('no'))
  await context.untilResolved()
  return chain
}

/** Nothing of a reset is left, neither with the tasks nor in the books. */
async function expectNothingLeft(context: TestLoom): Promise<void> {
  await using raw = await rawDatabase(context)
  const tasks = await raw.tasks
    .find({
      $or: [{ reset: { $exists: true } }, { 'holds.0': { $exists: true } }, { flaggedAt: { $exists: true } }],
    })
    .toArray()
  expect(tasks).toEqual([])
  expect(await raw.db.collection('resets').countDocuments({ state: { $ne: 'UNDONE' } })).toBe(0)
  expect(await raw.db.collection('dags').countDocuments({ 'resets.0': { $exists: true } })).toBe(0)
}

const failed = ['FAILED', 'FAILED', 'FAILED']
const again = ['worker', 'dependencies', 'dependencies']

const deaths: readonly (readonly [WritePoint, number, 'untouched' | 'undone' | 'finished'])[] = [
  ['reset.lock', 1, 'untouched'],
  ['reset.record', 1, 'untouched'],
  ['reset.reopen', 1, 'undone'],
  ['reset.hold', 1, 'undone'],
  ['reset.commit', 1, 'undone'],
  ['reset.write', 1, 'finished'],
  ['reset.release', 1, 'finished'],
  ['reset.close', 1, 'finished'],
  ['reset.close', 2, 'finished'],
]

test.for(deaths)(
  'retry: a process that dies at %s (%i) leaves what the sweeper heals: it is %s',
  async ([point, nth, fate]) => {
    await using context = await testLoom()
    const chain = await failedChain(context)
    const died = await dyingAt({ point, nth }, context, (victim) => victim.loom.retry(chain[0]!))
    expect(died).toBeInstanceOf(Died)
    // The lock of the dead runs out, and so does the patience with its flags.
    await context.advance('11s')
    await context.sweep()
    expect(await standings(context, chain)).toEqual(fate === 'finished' ? again : failed)
    await expectNothingLeft(context)
    if (fate !== 'finished') await context.loom.retry(chain[0]!)
    await finishSteps(context, 3)
    const dag = context.loom.dag((await context.loom.get(chain[0]!))!.dagId)
    expect(await dag.finished()).toMatchObject({ outcome: 'FINISHED', counts: { FINISHED: 3 } })
    expect((await context.loom.healed()) > 0).toBe(fate !== 'untouched')
  },
)

test('retry: a process that dies at pin.write leaves the tasks as they were', async () => {
  await using context = await testLoom()
  const first = step('first')
  const second = step('second', first)
  await context.loom.push(second)
  await finishSteps(context, 1)
  await failReady(context, Step)
  expect(
    await dyingAt({ point: 'pin.write' }, context, (victim) => victim.loom.retry(second)),
  ).toBeInstanceOf(Died)
  await context.advance('11s')
  await context.sweep()
  expect(await standings(context, [first, second])).toEqual(['FINISHED', 'FAILED'])
  await expectNothingLeft(context)
})

test('retry: the next retry heals as well, so nobody has to wait for a sweeper', async () => {
  await using context = await testLoom()
  const chain = await failedChain(context)
  const other = Step({ label: 'other' }, { dependsOn: { before: [] } })
  await context.loom.push(other)
  await (await context.loom.pop(Step))?.fail(new Error('no'))
  await dyingAt({ point: 'reset.write' }, context, (victim) => victim.loom.retry(chain[0]!))
  await context.advance('9s')
  expect(await context.loom.retry(other)).toBe(1)
  expect(await standings(context, chain)).toEqual(again)
  await expectNothingLeft(context)
})

test('retry: while a reset is half done nothing of it is claimed, and its DAG has not finished', async () => {
  await using context = await testLoom()
  const chain = await failedChain(context)
  const { dagId } = (await context.loom.get(chain[0]!))!
  await dyingAt({ point: 'reset.release' }, context, (victim) => victim.loom.retry(chain[0]!))
  expect(await context.loom.pop(Step)).toBeNull()
  expect(await context.purePop(Step)).toEqual([])
  expect(await context.loom.explain(chain[0]!)).toMatchObject({ reasons: [{ kind: 'reset' }] })
  const finished = context.loom.dag(dagId).finished()
  await context.advance('11s')
  await context.sweep()
  await finishSteps(context, 3)
  expect(await finished).toMatchObject({ outcome: 'FINISHED' })
})

test('rerunFrom: a running task whose stopper dies before the reset is final runs again, its attempt not counted', async () => {
  await using context = await testLoom()
  const node = Step({ label: 'a' }, { dependsOn: { before: [] } })
  await context.loom.push(node)
  await context.loom.pop(Step)
  await dyingAt({ point: 'reset.commit' }, context, (victim) => victim.loom.rerunFrom(node))
  await context.advance('11s')
  await context.sweep()
  expect(await context.loom.pop(Step)).toMatchObject({ id: node.id, attempt: 1 })
  await expectNothingLeft(context)
})

test('rerunFrom: one that was taken for dead in the middle, and undone, begins anew', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  const node = Step({ label: 'a' }, { dependsOn: { before: [] } })
  await context.loom.push(node)
  await (await context.loom.pop(Step))?.finish('done')
  await context.untilResolved()
  {
    using _late = before('reset.commit', async () => {
      await other.advance('9s')
      await other.sweep()
    })
    expect(await context.loom.rerunFrom(node)).toBe(1)
  }
  expect(await context.loom.get(node)).toMatchObject({ waitingFor: 'worker' })
  await expectNothingLeft(context)
})
