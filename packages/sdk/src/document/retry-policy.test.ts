import { assert, double, integer, property, record } from 'fast-check'
import { expect, test } from 'vitest'

import { retryPause, type StoredRetry } from './retry-policy.ts'

const policy: StoredRetry = { attempts: 9, backoff: 'exponential', delay: 1_000, jitter: 0, cap: 60_000 }

test('an exponential pause doubles with every attempt, up to the cap', () => {
  expect([1, 2, 3, 4, 7, 8, 1_000].map((attempt) => retryPause(policy, attempt, 0))).toEqual([
    1_000, 2_000, 4_000, 8_000, 60_000, 60_000, 60_000,
  ])
})

test('a fixed pause stays what it is', () => {
  const fixed: StoredRetry = { ...policy, backoff: 'fixed' }
  expect([1, 2, 9].map((attempt) => retryPause(fixed, attempt, 0))).toEqual([1_000, 1_000, 1_000])
})

test('jitter leaves its part of the pause to chance, and nothing more', () => {
  const parts = record({
    attempt: integer({ min: 1, max: 100 }),
    jitter: double({ min: 0, max: 1, noNaN: true }),
    chance: double({ min: 0, max: 1, noNaN: true }),
  })
  assert(
    property(parts, ({ attempt, jitter, chance }) => {
      const longest = retryPause(policy, attempt, 1)
      const pause = retryPause({ ...policy, jitter }, attempt, chance)
      expect(pause).toBeGreaterThanOrEqual(Math.floor(longest * (1 - jitter)))
      expect(pause).toBeLessThanOrEqual(longest)
    }),
  )
})
