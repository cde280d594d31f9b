import type { Priority } from '../../../document/priority.ts'
import type { ViewState } from '../../../document/view-state.ts'
import type { EpochMilliseconds } from './task-shapes.ts'

/** Both ends count, where they are given. */
export interface TimeRange {
  readonly from?: EpochMilliseconds
  readonly to?: EpochMilliseconds
}

/**
 * Which tasks of a list are meant: plain values alone, so that nothing from outside becomes an operator. What is
 * given must all hold; of a list of values, one must.
 */
export interface TaskSelection {
  readonly views?: readonly ViewState[]
  readonly names?: readonly string[]
  readonly dagId?: string
  readonly priorities?: readonly Priority[]
  readonly ids?: readonly string[]
  readonly created?: TimeRange
  readonly updated?: TimeRange
  readonly expires?: TimeRange
  /** When the lease of who runs it ends: only what runs has one. */
  readonly lease?: TimeRange
  /** Whether an attempt of it counts: one that a stopping worker gave back does not. */
  readonly hasRun?: boolean
  /** What stands anywhere in the fingerprint of the error; numbers and ids are as good as each other. */
  readonly errorText?: string
  /** Failures that look alike: the `fingerprint` of an error group. */
  readonly fingerprint?: string
}

export type TaskSort =
  | 'created'
  | '-created'
  | 'updated'
  | '-updated'
  | 'expires'
  | '-expires'
  | 'lease'
  | '-lease'
  | 'priority'

export interface TaskListQuery {
  readonly selection?: TaskSelection
  /** The default is the first that the selection offers: see `offeredSorts`. */
  readonly sort?: TaskSort
  readonly cursor?: string
  /**
   * At most 200.
   * @defaultValue 50
   */
  readonly limit?: number
  /** Whether it is read from the primary, whatever the `readPreference`: for those who act on what they read. */
  readonly isLatest?: boolean
}

/** Whether a list can be sorted so without reading more than it shows, and if not, why. */
export interface SortOffer {
  readonly name: TaskSort
  readonly isOffered: boolean
  readonly reason?: string
}

export interface DagSelection {
  readonly states?: readonly ('running' | 'paused' | 'finished' | 'failed' | 'cancelled')[]
  readonly ids?: readonly string[]
  readonly tag?: string
  readonly created?: TimeRange
}

export type DagSort = 'created' | '-created'

export interface DagListQuery {
  readonly selection?: DagSelection
  /** @defaultValue '-created' */
  readonly sort?: DagSort
  readonly cursor?: string
  /** @defaultValue 50 */
  readonly limit?: number
}
