import type { Priority } from '../../../document/priority.ts'
import type { IndexStanding } from '../../index-drift.ts'
import type { CappedCount, EpochMilliseconds, ViewCounts } from './task-shapes.ts'

/** What the overview shows. Read at most once a second, whoever asks. */
export interface Stats {
  readonly counts: ViewCounts
  /** Without the inspector's indexes so many tasks are not counted by state, nor failures grouped. */
  readonly needsIndexes: boolean
  readonly dags: { readonly running: CappedCount; readonly failed: CappedCount }
  readonly oldestReadyAt?: EpochMilliseconds
  /** Open tasks that expire within a minute. */
  readonly expiringSoon: CappedCount
  readonly leaseRanOut: CappedCount
  /** Definitions that have ready tasks and no worker. */
  readonly withoutWorker: { name: string; ready: CappedCount }[]
  /** Ready tasks of a definition and priority that are passed over for others of a higher one. */
  readonly starving: {
    name: string
    priority: Priority
    ready: CappedCount
    oldestReadyAt: EpochMilliseconds
  }[]
  readonly errors: ErrorGroup[]
  /** When this was true: later changes need not be in it. */
  readonly at: EpochMilliseconds
}

/** Failures that look alike. */
export interface ErrorGroup {
  readonly fingerprint: string
  readonly message: string
  readonly name: string
  readonly count: CappedCount
  readonly firstAt: EpochMilliseconds
  readonly lastAt: EpochMilliseconds
  readonly exampleId: string
}

export type SeriesWindow = '1h' | '6h' | '24h' | '8d'

export interface SeriesQuery {
  readonly window: SeriesWindow
  /** One definition; all of them when it is not given. */
  readonly name?: string
}

/** One column a metric, one entry a step; null where nothing was measured. Durations in milliseconds. */
export interface Series {
  readonly from: EpochMilliseconds
  readonly step: number
  readonly finished: number[]
  readonly failed: number[]
  readonly waitP50: (number | null)[]
  readonly waitP95: (number | null)[]
  readonly waitP99: (number | null)[]
  readonly runP50: (number | null)[]
  readonly runP95: (number | null)[]
  readonly runP99: (number | null)[]
}

export interface TypeRow {
  readonly name: string
  readonly isPaused: boolean
  /** Empty when there are none, and where `needsIndexes`. */
  readonly counts: ViewCounts
  /** Without the inspector's indexes so many tasks are not counted by state. */
  readonly needsIndexes: boolean
  readonly workers: number
  readonly finishedPerMinute: number
  readonly failedShare: number | null
  /** From when a task was ready until it began, and how long it ran, in the last hour; null where nothing did. */
  readonly waitP50: number | null
  readonly waitP95: number | null
  readonly waitP99: number | null
  readonly runP50: number | null
  readonly runP95: number | null
  readonly runP99: number | null
  readonly oldestReadyAt?: EpochMilliseconds
}

export interface WorkerRow {
  readonly id: string
  readonly processId: string
  readonly host: string
  readonly pid: number
  readonly names: string[]
  readonly concurrency: number
  readonly running: number
  readonly heartbeatAt: EpochMilliseconds
  readonly isSilent: boolean
  readonly tasks: { id: string; name: string; startedAt: EpochMilliseconds; priority: Priority }[]
}

export interface SearchHit {
  readonly kind: 'task' | 'dag' | 'type' | 'worker'
  readonly id: string
  readonly title: string
  readonly detail?: string
}

export interface HealthCheck {
  readonly name: string
  readonly severity: 'ok' | 'warning' | 'error'
  readonly text: string
  readonly fix?: string
}

/** How long a kind of read took, in milliseconds, over the last few hundred. */
export interface ReadTimes {
  readonly name: string
  readonly count: number
  readonly p50: number
  readonly p95: number
  readonly slowest: number
}

export interface Health {
  readonly checks: HealthCheck[]
  readonly indexes: IndexStanding[]
  readonly queries: ReadTimes[]
}
