import { expect, test } from 'vitest'

import { bucketOf, quantile, rollupBounds, sumHistograms, type Histogram } from './rollup.ts'

function histogramOf(times: readonly number[]): Histogram {
  const buckets = Array.from({ length: rollupBounds.length + 1 }, () => 0)
  for (const time of times) buckets[bucketOf(time)]! += 1
  return { buckets, count: times.length, total: times.reduce((sum, time) => sum + time, 0) }
}

test('a time falls into the first bucket that holds it, the longest into the last', () => {
  expect([0, 1, 1.5, 10, 3_600_000, 3_600_001].map(bucketOf)).toEqual([0, 0, 1, 3, 20, 21])
  expect([604_800_000, 604_800_001].map(bucketOf)).toEqual([26, 27])
  expect(rollupBounds).toEqual([...rollupBounds].toSorted((one, other) => one - other))
})

test('a quantile is the bound of its bucket', () => {
  const histogram = histogramOf([...Array.from({ length: 95 }, () => 8), 150, 150, 150, 150, 700_000_000])
  expect([0, 0.5, 0.95, 0.96, 0.99, 1].map((share) => quantile(histogram, share))).toEqual([
    10,
    10,
    10,
    200,
    200,
    Number.POSITIVE_INFINITY,
  ])
  expect(quantile(histogramOf([]), 0.5)).toBeUndefined()
})

test('what waits for hours or days, as a backlog does, is told apart from an hour', () => {
  const hour = 3_600_000
  const bounds = [0.8, 1.5, 5, 20, 60].map((hours) => (quantile(histogramOf([hours * hour]), 1) ?? 0) / hour)
  expect(bounds).toEqual([1, 2, 6, 24, 72])
})

test('histograms add up', () => {
  expect(sumHistograms([histogramOf([1, 5]), histogramOf([5, 900])])).toEqual(histogramOf([1, 5, 5, 900]))
  expect(sumHistograms([])).toEqual(histogramOf([]))
})
