import { availableParallelism, cpus } from 'node:os'

import type { Figure, Measurement, Unit } from './measurement.ts'
import { fullSizes, type Sizes } from './sizes.ts'
import { spread, type Spread } from './statistics.ts'

/** One line of the table. */
export interface ReportRow {
  readonly measurement: string
  readonly title: string
  readonly unit: Unit
  readonly size: number
  /** What the size would be on a server that is fast at everything. */
  readonly fullSize: number
  readonly value: Spread
  readonly baseline: Spread
  /** The median of each run's own ratio. */
  readonly ratio: Spread
  /** `none`: there is no least ratio that it must have. */
  readonly verdict: 'pass' | 'miss' | 'none'
}

export interface Report {
  readonly server: string
  readonly machine: string
  readonly runs: number
  readonly shrunk: readonly string[]
  readonly rows: readonly ReportRow[]
  /** What the baselines are, by measurement. */
  readonly baselines: Readonly<Record<string, string>>
}

/** Where it was measured, as far as the figures depend on it. */
export function describeMachine(): string {
  return `Node ${process.versions.node}, ${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'})`
}

/** Puts the runs of a measurement together: one row for each of its figures. */
export function rowsOf(
  { name, unit, size, leastRatio }: Measurement,
  runs: readonly (readonly Figure[])[],
  sizes: Sizes,
): ReportRow[] {
  const titles = runs[0]?.map(({ title }) => title) ?? []
  return titles.map((title) => {
    const figures = runs.flatMap((run) => run.filter((figure) => figure.title === title))
    const ratio = spread(figures.map(({ value, baseline }) => value / baseline))
    return {
      measurement: name,
      title,
      unit,
      size: sizes[size],
      fullSize: fullSizes[size],
      value: spread(figures.map(({ value }) => value)),
      baseline: spread(figures.map(({ baseline }) => baseline)),
      ratio,
      verdict: leastRatio === undefined ? 'none' : ratio.median >= leastRatio ? 'pass' : 'miss',
    }
  })
}
