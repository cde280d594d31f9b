import { expect, it } from 'vitest'

import { soak } from './soak/soak.ts'
import { testLoom } from './support/test-loom.ts'

/** `npm run soak` does this for ten minutes, and looks at the memory as well. */
it('goes on telling and answering while tasks change all the time', async () => {
  await using context = await testLoom({ sweeper: true })
  const result = await soak({ context, seconds: 5, rate: 200, browsers: 3 })
  expect(result.failedReads).toEqual([])
  expect(result.events).toBeGreaterThan(0)
  expect(result.latency.most).toBeGreaterThan(0)
  expect(result.changes).toBeGreaterThan(100)
})
