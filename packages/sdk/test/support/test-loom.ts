import { createTestLoom, type TestLoom, type TestLoomOptions } from '@taskloom/sdk/testing'
import { inject } from 'vitest'

/** The topology that this project's tests run on. */
export const topology = inject('topology')

/** The server of that topology. */
export const uri = inject(topology === 'standalone' ? 'mongoStandaloneUri' : 'mongoUri')

/** Whether the server is one of the slow ones; sizes follow it. */
export const isSlow = inject('mongoSpeed') === 'slow'

/** A loom with a database of its own; `await using` drops it. Nothing sweeps unless the test says so. */
export async function testLoom(options: Partial<TestLoomOptions> = {}): Promise<TestLoom> {
  const context = await createTestLoom({ uri, ...options })
  keepPopped(context)
  return context
}

/** A popped task that a test drops would be given back whenever it is collected; here it lives as long as its loom. */
function keepPopped({ loom }: TestLoom): void {
  const popped: unknown[] = []
  const popMany: TestLoom['loom']['popMany'] = loom.popMany.bind(loom)
  loom.popMany = async (definitions, count) => {
    const tasks = await popMany(definitions, count)
    popped.push(...tasks)
    return tasks
  }
}
