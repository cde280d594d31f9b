import type { SettledState } from './states.ts'

/**
 * The upper bounds of the buckets of a rollup's histograms, in milliseconds, up to a week; a bucket more holds what is
 * longer. They are part of the stored data: another list needs other documents.
 */
export const rollupBounds: readonly number[] = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000,
  600_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000, 43_200_000, 86_400_000, 259_200_000, 604_800_000,
]

/** A whole number: the server adds it up, and beyond 32 bits it comes back as a `Long`. */
type Sum = unknown

/** How many times fell into which bucket, by its number, and how long they were together. */
export interface StoredHistogram {
  readonly buckets?: Readonly<Record<string, Sum>>
  /** Milliseconds. */
  readonly total?: Sum
}

/** What became of the tasks of a definition in one minute. */
export interface RollupDocument {
  /** The name and the minute, so that all processes write the same document. */
  readonly _id: string
  readonly name: string
  readonly minute: Date
  /** How many tasks ended how. */
  readonly ended?: Readonly<Partial<Record<SettledState, Sum>>>
  /** How many attempts were followed by another. */
  readonly retried?: Sum
  /** From when a task was ready until its last attempt began. */
  readonly wait?: StoredHistogram
  /** How long the last attempt took. */
  readonly run?: StoredHistogram
  readonly purgeAt: Date
}

/** The number of the bucket that a time falls into. */
export function bucketOf(milliseconds: number): number {
  const bucket = rollupBounds.findIndex((bound) => milliseconds <= bound)
  return bucket === -1 ? rollupBounds.length : bucket
}

/** Times, counted by length. */
export interface Histogram {
  /** One number for each of `rollupBounds`, and one more for what is longer. */
  readonly buckets: readonly number[]
  readonly count: number
  /** All times together, in milliseconds. */
  readonly total: number
}

/** Adds histograms up; of none it is an empty one. */
export function sumHistograms(histograms: readonly Histogram[]): Histogram {
  const buckets = Array.from({ length: rollupBounds.length + 1 }, (_, index) =>
    histograms.reduce((sum, each) => sum + (each.buckets[index] ?? 0), 0),
  )
  const add = (field: 'count' | 'total'): number => histograms.reduce((sum, each) => sum + each[field], 0)
  return { buckets, count: add('count'), total: add('total') }
}

/**
 * The time that this share of all times does not exceed, in milliseconds: the bound of the bucket that it falls
 * into. Undefined for an empty histogram; infinite beyond the last bound.
 */
export function quantile({ buckets, count }: Histogram, share: number): number | undefined {
  if (count === 0) return undefined
  let passed = 0
  const bucket = buckets.findIndex((each) => (passed += each) >= Math.max(1, share * count))
  return rollupBounds[bucket] ?? Number.POSITIVE_INFINITY
}
