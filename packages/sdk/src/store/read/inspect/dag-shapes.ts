import type { DependencyKind, DependencyTrigger } from '../../../document/dependency-group.ts'
import type { EpochMilliseconds, ViewCounts } from './task-shapes.ts'

export type DagView = 'running' | 'paused' | 'finished' | 'failed' | 'cancelled'

/** A DAG as the list shows it. */
export interface DagRow {
  readonly id: string
  readonly state: DagView
  readonly taskCount: number
  readonly counts: ViewCounts
  /** The names of its definitions, at most five, the commonest first. */
  readonly names: string[]
  readonly tags: string[]
  readonly createdAt: EpochMilliseconds
  readonly finishedAt?: EpochMilliseconds
  readonly deadline?: EpochMilliseconds
}

export interface DagDetail {
  readonly dag: DagRow
  /** What was pushed with it, in MongoDB's canonical Extended JSON. */
  readonly metadata?: unknown
  readonly types: { name: string; counts: ViewCounts }[]
  /** What it waits for, in words; at most ten tasks. */
  readonly waitsFor: { id: string; name: string; summary: string }[]
  /** The first failures, not what they took with them; at most ten. */
  readonly rootCauses: { id: string; name: string; error: string }[]
  /**
   * When it will have run, by the medians of its types: its longest path, or all of it by the workers that there are,
   * whichever takes longer. Absent when nothing is known of them, or nobody works; as of ten seconds ago.
   */
  readonly estimatedEnd?: EpochMilliseconds
}

/** Names the tasks and edges of a DAG (`topology`) and what its tasks are doing (`state`): both make the ETag. */
export interface DagVersion {
  readonly topology: string
  readonly state: string
}

export interface GroupLook {
  readonly name: string
  readonly kind: DependencyKind
  readonly need: number
  readonly on: DependencyTrigger
  readonly optional: boolean
}

/**
 * The graph of a DAG by columns: entry n of every column belongs to task n. Strings are named once and pointed
 * to; times are differences, in milliseconds, to the entry before (the first to `base`), and a missing time is
 * null and does not count as an entry before.
 */
export interface DagGraph {
  readonly dagId: string
  readonly topology: string
  readonly base: EpochMilliseconds
  readonly ids: string[]
  readonly names: string[]
  readonly nameOf: number[]
  /** One character a task: the place of its state in `viewStates`, in base 36. */
  readonly states: string
  /** One digit a task. */
  readonly priorities: string
  readonly attempts: number[]
  readonly createdAt: (number | null)[]
  readonly startedAt: (number | null)[]
  readonly settledAt: (number | null)[]
  readonly expiresAt: (number | null)[]
  /** The tasks of other DAGs, as `[place, dagId]`, which something here depends on. */
  readonly foreign: [number, string][]
  /** Dependencies that exist no more, as `[place of the dependent, id]`. */
  readonly missing: [number, string][]
  /** `[place, place of the root cause]`. */
  readonly rootCauses: [number, number][]
  readonly kinds: GroupLook[]
  /** For every task, the edges to its dependencies: `sources` and `kindOf`, `degrees[n]` entries for task n. */
  readonly degrees: number[]
  readonly sources: number[]
  readonly kindOf: number[]
  /** True when there are more tasks than were asked for. */
  readonly isCut: boolean
}

export interface DagTimeline {
  readonly dagId: string
  readonly ids: string[]
  readonly names: string[]
  readonly nameOf: number[]
  readonly owners: string[]
  /** `[place, place of the state in viewStates, from, to or null, place of the owner or -1]`, times to `base`. */
  readonly segments: [number, number, number, number | null, number][]
  /** For every task, the place of the dependency that it waits for, or waited for last; -1 for none of this DAG. */
  readonly waitedFor: number[]
  readonly base: EpochMilliseconds
}
