import { onWritePoint } from '@taskloom/sdk/testing'
import { afterEach, expect, test } from 'vitest'

import { deferred } from '../support/deferred.ts'
import { Job, jobs } from '../support/jobs.ts'
import { testLoom } from '../support/test-loom.ts'

afterEach(() => onWritePoint(undefined))

/** Refuses the first give-back, and calls `onClaim` before a claim. */
function refuseFirst(onClaim: () => void): void {
  let refused = 0
  onWritePoint((point) => {
    if (point === 'claim.write') onClaim()
    if (point === 'give-back.write' && (refused += 1) === 1) throw new Error('no connection')
  })
}

test('worker stop: a give-back that fails strands nothing else of what was claimed meanwhile', async () => {
  await using context = await testLoom()
  await context.loom.push(jobs(5))
  const errors: unknown[] = []
  let ran = 0
  const worker = context.loom.worker([Job.handle(() => (ran += 1))], {
    onError: (error) => errors.push(error),
  })
  let stopped: Promise<void> | undefined
  refuseFirst(() => void (stopped ??= worker.stop()))
  await worker.run()
  await stopped
  expect(ran).toBe(0)
  expect(errors).toMatchObject([{ message: 'no connection' }])
  expect(await context.loom.count(Job, { state: 'CREATED' })).toBe(4)

  // Nobody renews the one that is left.
  await context.advance('21s')
  await context.sweep()
  const tasks = await context.loom.find(Job)
  expect(tasks.filter(({ state }) => state === 'CREATED')).toHaveLength(5)
  expect(tasks.filter(({ recoveries }) => recoveries > 0)).toHaveLength(1)
})

test('worker stop: it ends although what never returns cannot be given back, and says so', async () => {
  await using context = await testLoom()
  await context.loom.push(jobs(2))
  const [started, release] = [deferred(), deferred()]
  const errors: unknown[] = []
  const worker = context.loom.worker(
    [
      Job.handle(async () => {
        started.resolve()
        await release.promise
        return 1
      }),
    ],
    { onError: (error) => errors.push(error) },
  )
  const running = worker.run()
  await started.promise
  refuseFirst(() => undefined)
  await worker.stop({ timeout: 0 })
  release.resolve()
  await running
  expect(errors).toMatchObject([{ message: 'no connection' }])
  expect(await context.loom.count(Job, { state: 'CREATED' })).toBe(1)
})
