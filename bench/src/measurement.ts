import type { ScratchDatabase } from './scratch-database.ts'
import type { Sizes } from './sizes.ts'

/** What a measurement works with. */
export interface Bench {
  readonly sizes: Sizes
  /** Ends the measurement early. */
  readonly signal: AbortSignal
  /** Opens a fresh database; it is dropped when it is disposed of. */
  readonly scratch: () => Promise<ScratchDatabase>
}

/** One number that a run of a measurement came to, beside what it is compared with in the same run. */
export interface Figure {
  readonly title: string
  readonly value: number
  readonly baseline: number
}

export type Unit = 'tasks/s' | 'ms'

/** Something to measure, which gives the same figures in every run. */
export interface Measurement {
  /** What `--only` calls it. */
  readonly name: string
  readonly unit: Unit
  /** The entry of the sizes that says how many tasks, or samples, it takes. */
  readonly size: keyof Sizes
  /** What its figures are compared with. */
  readonly baseline: string
  /** The least ratio to the baseline that passes; without it, the ratio is a fact and no requirement. */
  readonly leastRatio?: number
  readonly measure: (bench: Bench) => Promise<readonly Figure[]>
}
