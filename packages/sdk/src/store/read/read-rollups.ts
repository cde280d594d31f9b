import type { FindOptions } from 'mongodb'

import {
  rollupBounds,
  type Histogram,
  type RollupDocument,
  type StoredHistogram,
} from '../../document/rollup.ts'
import { settledStates, type SettledState } from '../../document/states.ts'
import type { Store } from '../store.ts'

/** What became of the tasks of a definition in one minute. */
export interface Rollup {
  readonly name: string
  /** Its beginning. */
  readonly minute: Date
  /** How many tasks ended how. */
  readonly ended: Readonly<Record<SettledState, number>>
  /** How many attempts were followed by another. */
  readonly retried: number
  /** From when a task was ready until its last attempt began. */
  readonly wait: Histogram
  /** How long the last attempt took. */
  readonly run: Histogram
}

/** The minutes that begin in this time; without `until`, up to now. */
export interface RollupWindow {
  readonly since: Date
  readonly until?: Date
  /** The definitions; all, where it is not given. */
  readonly names?: readonly string[]
}

/** Reads rollups, the oldest first; served by the index `minute`. */
export async function readRollups(
  store: Store,
  { since, until, names }: RollupWindow,
  options: FindOptions = {},
): Promise<Rollup[]> {
  const rows = await store.rollups
    .find(
      {
        minute: { $gte: since, ...(until === undefined ? {} : { $lt: until }) },
        ...(names === undefined ? {} : { name: { $in: [...names] } }),
      },
      options,
    )
    .sort({ minute: 1, name: 1 })
    .toArray()
  return rows.map(toRollup)
}

function toRollup({ name, minute, ended, retried, wait, run }: RollupDocument): Rollup {
  const counts = settledStates.map((state) => [state, Number(ended?.[state] ?? 0)] as const)
  return {
    name,
    minute,
    ended: Object.fromEntries(counts) as Record<SettledState, number>,
    retried: Number(retried ?? 0),
    wait: toHistogram(wait),
    run: toHistogram(run),
  }
}

function toHistogram({ buckets = {}, total = 0 }: StoredHistogram = {}): Histogram {
  const counts = Array.from({ length: rollupBounds.length + 1 }, (_, bucket) => Number(buckets[bucket] ?? 0))
  return { buckets: counts, count: counts.reduce((sum, count) => sum + count, 0), total: Number(total) }
}
