import { expect, inject, it } from 'vitest'

import { mostPerChange } from './soak/heap-watch.ts'
import { soak } from './soak/soak.ts'
import { OwnServer } from './support/own-server.ts'
import { testLoom } from './support/test-loom.ts'

/**
 * In a minute or two the engine of JavaScript has not compiled everything: a row of a list that was kept for every
 * change would be seen all the same.
 */
const mostPerShortChange = 2 * mostPerChange

const isFull =
  process.env['TASKLOOM_FULL_SIZES'] === '1' &&
  inject('mongoSpeed') === 'fast' &&
  inject('topology') === 'replica-set'

/** `npm run soak` does this for ten minutes. Memory can be judged only after some time, so not in the everyday run. */
it('goes on telling and answering while tasks change all the time, in the same memory', async () => {
  // Its own server: what another test asks of a shared one would be waited for.
  await using server = await OwnServer.start(inject('topology'))
  await using context = await testLoom({ uri: server.uri, sweeper: true })
  const size = isFull ? { changes: 40_000, rate: 500 } : { changes: 1_000, rate: 200 }
  const result = await soak({ context, ...size, browsers: 3, warmUp: 10_000 })
  process.stdout.write(`Soak: ${JSON.stringify(result)}\n`)
  expect(result.failedReads).toEqual([])
  expect(result.events).toBeGreaterThan(0)
  expect(result.latency.most).toBeGreaterThan(0)
  expect(result.heapGrowth === undefined).toBe(!isFull)
  expect(result.heapGrowth ?? 0).toBeLessThan(mostPerShortChange)
}, 300_000)
