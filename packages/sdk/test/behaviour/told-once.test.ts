import { onWritePoint, type TestLoom, type WritePoint } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'

import { AfterJob, Job, jobs } from '../support/jobs.ts'
import { rawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'
import { unrenewed } from '../support/unrenewed.ts'
import { before } from '../support/write-point.ts'

afterEach(() => onWritePoint(undefined))

/** Two processes, and what both of them together said of ends. */
async function twoLooms(): Promise<AsyncDisposable & { one: TestLoom; other: TestLoom; told: string[] }> {
  const one = await testLoom(unrenewed)
  const other = await testLoom({ database: one.database })
  const told: string[] = []
  for (const { loom } of [one, other]) loom.on('settled', ({ name, state }) => told.push(`${name} ${state}`))
  return {
    one,
    other,
    told,
    [Symbol.asyncDispose]: async () => {
      await other[Symbol.asyncDispose]()
      await one[Symbol.asyncDispose]()
    },
  }
}

/** How many ends of a definition the figures have, when both have written theirs. */
async function endsOf(name: string, { one, other }: { one: TestLoom; other: TestLoom }): Promise<unknown> {
  await other.loom.close()
  await one.loom.close()
  await using reading = await testLoom({ database: one.database })
  const rollups = await reading.loom.rollups({ since: new Date(Date.now() - 3_600_000), names: [name] })
  const ends = rollups.flatMap(({ ended }) => Object.entries(ended).filter(([, count]) => count > 0))
  return ends
}

test('told once: what two processes find impossible at the same moment', async () => {
  await using looms = await twoLooms()
  const { one, other, told } = looms
  const [job, firm] = jobs(2)
  const after = AfterJob({}, { dependsOn: { job: job! } })
  await one.loom.push([after, firm!])
  {
    using _meanwhile = before('resolve.flip', async () => {
      await one.advance('11s')
      await other.sweep()
    })
    const task = await one.loom.pop(Job)
    await task?.fail('no')
    await one.untilResolved()
  }
  expect(told.filter((each) => each.startsWith('after-job'))).toEqual(['after-job FAILED'])
  expect(await endsOf('after-job', looms)).toEqual([['FAILED', 1]])
})

test.for([
  ['sweep.expire', 0],
  ['sweep.recover', 3],
] as const)(
  'told once: what finished right before a sweeper would have ended it (%s)',
  async ([point, recoveries]) => {
    await using looms = await twoLooms()
    const { one, other, told } = looms
    await using raw = await rawDatabase(one)
    await one.loom.push(jobs(1), { keepFor: '1h' })
    const task = await one.loom.pop(Job)
    const over = point === ('sweep.expire' satisfies WritePoint) ? 'expiresAt' : 'lease.until'
    await raw.tasks.updateOne({ _id: task!.id }, { $set: { [over]: new Date(1), recoveries } })
    {
      using _finish = before(point, async () => {
        await task?.finish(1)
        await one.untilResolved()
      })
      await other.sweep()
    }
    expect(told).toEqual(['job FINISHED'])
    expect(await endsOf('job', looms)).toEqual([['FINISHED', 1]])
  },
)
