import { startLocalMongo } from '@taskloom/local-mongo'
import { expect, test } from 'vitest'

import { measureShape } from '../src/scale/measure-shape.ts'
import { scaleShapes } from '../src/scale/scale-shapes.ts'

/** An everyday run looks at the first alone. */
const isFull = process.env['TASKLOOM_FULL_SIZES'] === '1'
const shapes = scaleShapes.filter((_, index) => isFull || index === 0)

/** Long enough for a machine on which everything else is tested at the same time. */
const minutes = 60_000

test(
  'scale: a shape can be measured',
  async () => {
    await using mongo = await startLocalMongo()
    const { signal } = new AbortController()
    for (const { shape } of shapes) {
      const cost = await measureShape({ uri: mongo.uri, shape, count: 25, concurrency: 10, signal })
      expect(cost.count).toBe(25)
      expect(cost.work).toBeGreaterThan(0)
    }
  },
  5 * minutes,
)
