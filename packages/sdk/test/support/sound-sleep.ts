import type { TestLoom, TestLoomOptions } from '@taskloom/sdk/testing'
import { vi } from 'vitest'

import { WakeUp } from '../../src/run/wake-up.ts'
import { testLoom } from './test-loom.ts'

/** After so many looks that found nothing the pause is the longest, of an hour or nearly. */
const manyLooks = 16

/**
 * A loom of which nobody who sleeps wakes up by himself: idle pollers sleep for most of an hour from their first look
 * on, so that what happens before was announced. `vi.restoreAllMocks()` ends it.
 */
export async function soundLoom(options: Partial<TestLoomOptions> = {}): Promise<TestLoom> {
  if (!vi.isMockFunction(WakeUp.prototype.sleep)) {
    const { sleep } = WakeUp.prototype
    vi.spyOn(WakeUp.prototype, 'sleep').mockImplementation(async function sleepSoundly(
      this: WakeUp,
      request,
    ) {
      await sleep.call(this, { ...request, looks: manyLooks })
    })
  }
  return testLoom({ ...options, times: { ...options.times, poll: '1h' } })
}
