import { setTimeout as delay } from 'node:timers/promises'

import { afterEach, expect, test } from 'vitest'

import { deferred } from '../support/deferred.ts'
import { counting, repairDriver, silenceStreams } from '../support/driver-faults.ts'
import { Job } from '../support/jobs.ts'
import { testLoom } from '../support/test-loom.ts'

afterEach(repairDriver)

test('wake-up: without notices an idle worker polls, and finds what another process pushed', async () => {
  silenceStreams()
  await using context = await testLoom({ times: { poll: '100ms' } })
  await using other = await testLoom({ database: context.database })
  const looks = counting('aggregate')
  const ran = deferred<number>()
  const worker = context.loom.worker([Job.handle(({ payload }) => (ran.resolve(payload.number), 1))])
  const running = worker.run()
  while (looks() < 3) await delay(1)
  await other.loom.push(Job({ number: 11 }))
  expect(await ran.promise).toBe(11)
  await worker.stop()
  await running
})

test('wake-up: an idle worker looks ever less often', async () => {
  await using context = await testLoom({ times: { poll: '1h' } })
  const looks: number[] = []
  const worker = context.loom.worker([Job.handle(() => 1)])
  const fifth = deferred()
  const count = counting('aggregate')
  const running = worker.run()
  const watch = setInterval(() => {
    while (looks.length < count()) looks.push(performance.now())
    if (looks.length >= 5) fifth.resolve()
  }, 1)
  await fifth.promise
  clearInterval(watch)
  await worker.stop()
  await running
  // Each pause is at least 0.8 of twice the one before, from 50 ms on; a busy machine only makes it longer.
  expect(looks[4]! - looks[0]!).toBeGreaterThan(0.8 * (50 + 100 + 200 + 400) - 20)
})
