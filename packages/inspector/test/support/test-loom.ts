import { createTestLoom, type TestLoom, type TestLoomOptions } from '@taskloom/sdk/testing'
import { inject } from 'vitest'

/** The server of the topology that this project's tests run on. */
export const uri = inject(inject('topology') === 'standalone' ? 'mongoStandaloneUri' : 'mongoUri')

/** A loom with a database of its own; `await using` drops it. Nothing sweeps unless the test says so. */
export function testLoom(options: Partial<TestLoomOptions> = {}): Promise<TestLoom> {
  return createTestLoom({ uri, ...options })
}
