import { Priority } from '@taskloom/sdk'
import type { Document } from 'mongodb'
import { expect, test } from 'vitest'

import { heardLoom } from '../support/commands.ts'
import { deferred, type Deferred } from '../support/deferred.ts'
import { Job, jobs } from '../support/jobs.ts'
import { testLoom } from '../support/test-loom.ts'

const patient = { timeout: 30_000 } as const

test('claim: a task of a higher priority comes next, however many wait', async () => {
  await using context = await testLoom()
  const started: number[] = []
  const ends: Deferred[] = []
  await context.loom.push(jobs(10))
  const worker = context.loom.worker(
    [
      Job.handle(async ({ payload }) => {
        started.push(payload.number)
        const end = deferred()
        ends.push(end)
        await end.promise
        return 1
      }),
    ],
    { concurrency: 2 },
  )
  const running = worker.run()
  await expect.poll(() => started, patient).toEqual([0, 1])
  await context.loom.push(Job({ number: 99 }, { priority: Priority.HIGH }))
  ends[0]?.resolve()
  await expect.poll(() => started, patient).toEqual([0, 1, 99])
  const stopped = worker.stop()
  for (const end of ends) end.resolve()
  await stopped
  await running
})

test('claim: no worker claims more than 500 tasks at once', async () => {
  await using context = await testLoom()
  await using heard = await heardLoom(context)
  const worker = heard.loom.worker([Job.handle(() => 1)], { concurrency: 2_000 })
  const running = worker.run()
  const looks = (): unknown[] => heard.sent('aggregate').flatMap(({ pipeline }) => limitsOf(pipeline))
  await expect.poll(looks, patient).not.toEqual([])
  await worker.stop()
  await running
  expect(new Set(looks())).toEqual(new Set([500]))
})

function limitsOf(pipeline: readonly Document[]): unknown[] {
  return pipeline.flatMap(({ $limit }) => ($limit === undefined ? [] : [$limit as unknown]))
}
