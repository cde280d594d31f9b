import { onWritePoint } from '@taskloom/sdk/testing'
import { afterEach, expect, test, vi } from 'vitest'

import { Job, jobs } from '../support/jobs.ts'
import { rawDatabase, type RawDatabase } from '../support/raw-database.ts'
import { testLoom } from '../support/test-loom.ts'
import { before } from '../support/write-point.ts'

afterEach(() => {
  onWritePoint(undefined)
  vi.useRealTimers()
})

/** Resolves when the one push there is has given a sign of life after this time. */
async function untilBeaten({ pushes }: RawDatabase, after: Date): Promise<void> {
  for (let looks = 0; looks < 1_000; looks += 1)
    if ((await pushes.countDocuments({ heartbeatAt: { $gt: after } })) > 0) return
  throw new Error('There was no heartbeat.')
}

test('heartbeat: a push that takes longer than a minute is not undone while it gives signs of life', async () => {
  await using context = await testLoom()
  await using other = await testLoom({ database: context.database })
  await using raw = await rawDatabase(context)
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  {
    using _slow = before('push.open', async () => {
      await context.advance('55s')
      const [push] = await raw.pushes.find().toArray()
      vi.advanceTimersByTime(10_000)
      await untilBeaten(raw, new Date(push!.heartbeatAt.getTime() + 30_000))
      await context.advance('10s')
      await other.sweep()
    })
    await context.loom.push(jobs(2))
  }
  expect(await context.loom.count(Job, { state: 'CREATED' })).toBe(2)
  expect(await context.loom.healed()).toBe(0)
})
