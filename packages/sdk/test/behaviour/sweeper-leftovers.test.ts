import { onWritePoint, type TestLoom, type WritePoint } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'

import { Step } from '../support/definitions.ts'
import { Died, dyingAt } from '../support/dying.ts'
import { AfterJob, AfterReport, Job, jobs, Report } from '../support/jobs.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { isSlow, testLoom } from '../support/test-loom.ts'

afterEach(() => onWritePoint(undefined))

/** Lets the time go by after which a flag counts as left behind, and sweeps. */
async function sweepLater(context: TestLoom): Promise<void> {
  await context.advance('11s')
  await context.sweep()
}

/** How many flags are left in the database. */
async function countFlags(context: TestLoom): Promise<number> {
  await using raw = await rawDatabase(context)
  return await raw.tasks.countDocuments({
    $or: [
      { unresolved: { $exists: true } },
      { recheck: { $exists: true } },
      { flaggedAt: { $exists: true } },
    ],
  })
}

test.for(['resolve.flip', 'resolve.clear'] as const)(
  'sweeper: a process that dies at %s, after a settle, leaves a flag that is healed once it is old',
  async (point) => {
    await using context = await testLoom()
    const [job] = jobs(1)
    const after = AfterJob({}, { dependsOn: { job: job! } })
    await context.loom.push(after)
    await dyingAt({ point }, context, async (victim) => {
      await (await victim.loom.pop(Job))?.finish(1)
    })
    expect(await context.loom.get(job!)).toMatchObject({ state: 'FINISHED', result: 1 })
    await context.sweep()
    expect([await countFlags(context), await context.loom.healed()]).toEqual([1, 0])

    await sweepLater(context)
    expect([await countFlags(context), await context.loom.healed()]).toEqual([0, 1])
    expect(await context.loom.pop(AfterJob)).toMatchObject({ id: after.id, dependencies: { job: 1 } })
  },
)

test('sweeper: a process that dies in the middle of a cascade has it finished', async () => {
  await using context = await testLoom()
  const links = [Step({ label: '0' }, { dependsOn: { before: [] } })]
  for (let index = 1; index < 6; index += 1)
    links.push(Step({ label: String(index) }, { dependsOn: { before: [links[index - 1]!] } }))
  const dag = await context.loom.push(links)
  await dyingAt({ point: 'resolve.flip', nth: 3 }, context, async (victim) => {
    await (await victim.loom.pop(Step))?.fail('no')
  })
  expect(await dag.counts()).toMatchObject({ FAILED: 3, CREATED: 3 })
  await sweepLater(context)
  expect(await dag.counts()).toMatchObject({ FAILED: 6 })
  expect(await countFlags(context)).toBe(0)
  expect(await context.loom.get(links[5]!)).toMatchObject({ rootCause: links[0]!.id })
  expect(await context.loom.healed()).toBe(1)
})

test('sweeper: a process that dies after it pushed a task on an earlier one leaves a recheck that is healed', async () => {
  await using context = await testLoom()
  const report = Report({})
  await context.loom.push(report)
  await (await context.loom.pop(Report))?.finish('done')
  await context.untilResolved()
  const after = AfterReport({}, { dependsOn: { report: Report.id(report.id) } })
  await dyingAt({ point: 'resolve.flip' }, context, (victim) => victim.loom.push(after))
  expect(await context.loom.get(after)).toMatchObject({ waitingFor: 'dependencies' })
  await sweepLater(context)
  expect(await context.loom.get(after)).toMatchObject({ waitingFor: 'worker' })
  expect([await countFlags(context), await context.loom.healed()]).toEqual([0, 1])
})

test('sweeper: a tombstone whose deleter died is removed, and its dependents are settled', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const [job] = jobs(1)
  const after = AfterJob({}, { dependsOn: { job: job! } })
  await context.loom.push(after)
  await dyingAt({ point: 'resolve.flip' }, context, (victim) => victim.loom.delete(job!))
  expect(await raw.task(job!.id)).toMatchObject({ state: 'DELETED' })
  expect(await context.loom.get(job!)).toBeUndefined()

  await sweepLater(context)
  expect(await raw.tasks.distinct('_id')).toEqual([after.id])
  expect(await context.loom.get(after)).toMatchObject({ state: 'FAILED', error: { code: 'UPSTREAM_FAILED' } })
  expect(await context.loom.healed()).toBe(1)
})

test('sweeper: a tombstone that was resolved but not removed is removed', async () => {
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  const report = Report({})
  await context.loom.push(report)
  await (await context.loom.pop(Report))?.finish('x'.repeat(10_000))
  await context.untilResolved()
  expect(await raw.contents.countDocuments()).toBe(1)
  await dyingAt({ point: 'delete.remove' }, context, (victim) => victim.loom.delete(report))
  expect(await raw.tasks.countDocuments()).toBe(1)
  await sweepLater(context)
  expect([await raw.tasks.countDocuments(), await raw.contents.countDocuments()]).toEqual([0, 0])
})

const nothingDone: readonly (readonly [WritePoint, (victim: TestLoom) => Promise<unknown>])[] = [
  ['claim.write', (victim) => victim.loom.pop(Job)],
  ['delete.mark', async (victim) => victim.loom.delete((await victim.loom.find(Job))[0]!.id)],
  ['settle.write', async (victim) => (await victim.loom.pop(Job))?.finish(1)],
  ['give-back.write', async (victim) => (await victim.loom.pop(Job))?.[Symbol.asyncDispose]()],
]

test.for(nothingDone)('sweeper: after a death at %s the task runs again', async ([point, act]) => {
  await using context = await testLoom()
  const [job] = jobs(1)
  await context.loom.push(job!)
  expect(await dyingAt({ point }, context, act)).toBeInstanceOf(Died)
  await context.advance('21s')
  await context.sweep()
  const task = await context.loom.pop(Job)
  expect(task).toMatchObject({ id: job!.id })
  await task?.finish(2)
  expect(await context.loom.get(job!)).toMatchObject({ state: 'FINISHED', result: 2 })
})

test.for(['sweep.expire', 'sweep.promote', 'sweep.recover'] as const)(
  'sweeper: one that dies at %s has its duty done by the next',
  async (point) => {
    await using context = await testLoom()
    await using raw = await rawDatabase(context)
    const [expiring, delayed, lost] = jobs(3)
    await context.loom.push([lost!, expiring!, delayed!])
    await context.loom.pop(Job)
    const past = new Date(0)
    await raw.tasks.updateOne({ _id: expiring!.id }, { $set: { expiresAt: past } })
    await raw.tasks.updateOne({ _id: lost!.id }, { $set: { 'lease.until': past } })
    await raw.tasks.updateOne(
      { _id: delayed!.id },
      { $set: { dueAt: past, blocked: true }, $unset: { ready: '' } },
    )
    expect(await dyingAt({ point }, context, (victim) => victim.sweep())).toBeInstanceOf(Died)
    await sweepLater(context)
    expect((await context.loom.find(Job)).map(({ state, waitingFor }) => waitingFor ?? state)).toEqual([
      'worker',
      'EXPIRED',
      'worker',
    ])
  },
)

test('sweeper: many flags are healed in one sweep', async () => {
  // More than a batch of the sweeper.
  const count = isSlow ? 210 : 450
  await using context = await testLoom()
  await using raw = await rawDatabase(context)
  await context.loom.push(jobs(count).map((job) => AfterJob({}, { dependsOn: { job } })))
  const tasks = await context.loom.popMany(Job, count)
  await dyingAt({ point: 'resolve.flip' }, context, async (victim) => {
    await Promise.all((await victim.loom.popMany(Job, 1)).map((task) => task.finish(1)))
    await raw.tasks.updateMany(
      { name: 'job' },
      {
        $set: {
          state: 'FINISHED',
          unresolved: 'of a dead process',
          flaggedAt: new Date(),
          result: 1,
          resultIn: 'inline',
        },
        $unset: { lease: '', open: '' },
      },
    )
  })
  expect(tasks).toHaveLength(count)
  await sweepLater(context)
  expect(await context.loom.popMany(AfterJob, count)).toHaveLength(count)
  expect(await context.loom.healed()).toBe(count)
})
