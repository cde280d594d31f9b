import { createTestLoom, type TestLoom, type TestLoomOptions } from '@taskloom/sdk/testing'
import { inject } from 'vitest'

/** The topology that this project's tests run on. */
export const topology = inject('topology')

/** The server of that topology. */
export const uri = inject(topology === 'standalone' ? 'mongoStandaloneUri' : 'mongoUri')

/** A loom with a database of its own; `await using` drops it. Nothing sweeps unless the test says so. */
export function testLoom(options: Partial<TestLoomOptions> = {}): Promise<TestLoom> {
  return createTestLoom({ uri, ...options })
}
