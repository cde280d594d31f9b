import type {
  DependencyKind,
  DependencyTrigger,
  ImpossiblePolicy,
} from '../../../document/dependency-group.ts'
import type { GroupVerdict } from '../../../document/dependency-rule.ts'
import type { Priority } from '../../../document/priority.ts'
import type { StoredError } from '../../../document/task-document.ts'
import type { ViewState } from '../../../document/view-state.ts'

/** Milliseconds since 1970 (UTC), by the clock of the database. */
export type EpochMilliseconds = number

/** How many tasks are in each view state; a state without a task is left out. */
export type ViewCounts = Partial<Record<ViewState, number>>

/** A count that was given up at a limit, so that no question scans everything. */
export interface CappedCount {
  readonly count: number
  readonly isCapped: boolean
}

/** How many tasks of a definition there are. */
export interface TypeCount extends CappedCount {
  readonly name: string
}

/** How long tasks waited for a worker and ran, in milliseconds; null where none of those looked at did. */
export interface TaskFigures {
  /** How many tasks were looked at: the latest. */
  readonly looked: number
  /** Whether these are all. */
  readonly isWhole: boolean
  readonly waitP50: number | null
  readonly waitP95: number | null
  readonly runP50: number | null
  readonly runP95: number | null
}

/** A page of a list. The cursors are opaque; an absent one means that nothing lies in that direction. */
export interface Page<Item> {
  readonly items: Item[]
  readonly next?: string
  readonly previous?: string
}

/** A task as lists, events and neighbours show it. */
export interface TaskRow {
  readonly id: string
  readonly dagId: string
  readonly name: string
  readonly view: ViewState
  readonly priority: Priority
  /** Grows with every reset. */
  readonly revision: number
  readonly attempt: number
  /** How many attempts there are in all. */
  readonly attempts: number
  readonly recoveries: number
  readonly createdAt: EpochMilliseconds
  readonly dueAt?: EpochMilliseconds
  readonly startedAt?: EpochMilliseconds
  readonly settledAt?: EpochMilliseconds
  readonly updatedAt: EpochMilliseconds
  readonly expiresAt: EpochMilliseconds
  readonly leaseUntil?: EpochMilliseconds
  readonly owner?: string
  readonly progress?: { readonly fraction: number; readonly message?: string }
  /** The first line of the error. */
  readonly error?: string
}

/** The payload and the result of a task, in MongoDB's canonical Extended JSON. */
export interface TaskValues {
  readonly id: string
  readonly payload: unknown
  readonly result?: unknown
}

/** One dependency of a task, or one of its dependents, with the group that ties them. */
export interface Neighbour {
  /** Absent when the task was deleted or purged. */
  readonly task?: TaskRow
  readonly id: string
  readonly group: string
}

export interface DependencyNeighbour extends Neighbour {
  /** The whole result, in MongoDB's canonical Extended JSON; absent when it has none. */
  readonly result?: unknown
  /** It has one, but the results of its neighbours were large enough; the task itself shows it. */
  readonly isResultLeftOut?: true
}

/** How many of a group must end, and how. */
export interface GroupRule {
  readonly kind: DependencyKind
  readonly on: DependencyTrigger
  readonly optional: boolean
}

export interface DependentNeighbour extends Neighbour {
  /** What its group asks for. */
  readonly rule: GroupRule
}

/** Where one dependency group of a task stands. */
export interface GroupStanding extends GroupRule {
  readonly name: string
  readonly need: number
  readonly count: number
  readonly onImpossible: ImpossiblePolicy
  readonly verdict: GroupVerdict
}

/** One stretch of a task's life. An absent `to` means that it lasts still. */
export interface Stretch {
  readonly view: ViewState
  readonly from: EpochMilliseconds
  readonly to?: EpochMilliseconds
  readonly attempt?: number
  readonly note?: string
}

/** Everything about one task. What may be shown of it, and done to it, is for the caller to say. */
export interface TaskDetail {
  readonly task: TaskRow
  /**
   * In MongoDB's canonical Extended JSON, so that no type and no digit is lost. Undefined, as every result is, when
   * no values were asked for.
   */
  readonly payload: unknown
  readonly result?: unknown
  readonly failure?: StoredError
  /** What its failure has in common with others of the same cause: names its error group. */
  readonly fingerprint?: string
  readonly attempts: { attempt: number; at: EpochMilliseconds; error: StoredError }[]
  readonly rootCause?: { readonly id: string; readonly name?: string }
  readonly groups: GroupStanding[]
  /** Why it does not run: the sentences of `loom.explain`. */
  readonly explanation: string
  /** Such as: Waited 4.2 s: 3.9 s for `resize` 65a…, 0.3 s for a worker. */
  readonly waited?: string
  readonly timeline: Stretch[]
  /** At most 200 of them. */
  readonly dependencies: DependencyNeighbour[]
  /** The first fifty. */
  readonly dependents: DependentNeighbour[]
  readonly dependentsTotal: CappedCount
  readonly purgeAt: EpochMilliseconds
}

/** Tasks around one, and the edges between them as `[dependency, dependent]`. */
export interface Neighbours {
  readonly tasks: TaskRow[]
  readonly edges: [string, string][]
}

/** Something that happened to a task, as far as its document tells. */
export interface TaskHappening {
  readonly at: EpochMilliseconds
  readonly kind: string
  readonly view?: ViewState
  readonly attempt?: number
  readonly text: string
}
