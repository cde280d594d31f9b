import { startLocalMongo } from '@taskloom/local-mongo'
import { expect, test } from 'vitest'

import { measureShape } from '../src/scale/measure-shape.ts'
import { scaleShapes } from '../src/scale/scale-shapes.ts'

/** Long enough for a machine on which everything else is tested at the same time. */
const minutes = 60_000

test(
  'scale: every shape can be measured',
  async () => {
    await using mongo = await startLocalMongo()
    const { signal } = new AbortController()
    for (const { shape } of scaleShapes) {
      const cost = await measureShape({ uri: mongo.uri, shape, count: 25, concurrency: 10, signal })
      expect(cost.count).toBe(25)
      expect(cost.work).toBeGreaterThan(0)
    }
  },
  5 * minutes,
)
