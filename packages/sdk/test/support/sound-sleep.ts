import type { TestLoom, TestLoomOptions } from '@taskloom/sdk/testing'

import { internals } from '../../src/run/connect.ts'
import { testLoom } from './test-loom.ts'

/** After so many looks that found nothing the pause is the longest, of an hour or nearly. */
const manyLooks = 16

/**
 * A loom of which nobody who sleeps wakes up by himself: idle pollers sleep for most of an hour from their first look
 * on, so that what happens before was announced.
 */
export async function soundLoom(options: Partial<TestLoomOptions> = {}): Promise<TestLoom> {
  const context = await testLoom({ ...options, times: { ...options.times, poll: '1h' } })
  const { wakeUp } = internals.get(context.loom)!.engine
  const sleep = wakeUp.sleep.bind(wakeUp)
  wakeUp.sleep = async (request) => sleep({ ...request, looks: manyLooks })
  return context
}
