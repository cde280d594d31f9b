import type { StoredGroup } from './dependency-group.ts'
import type { Priority } from './priority.ts'
import type { StoredRetry } from './retry-policy.ts'
import type { StoredState } from './states.ts'

/** An edge to a dependency. Its DAG is stored with it, so that a sharded cluster need not ask every shard. */
export interface StoredDependency {
  readonly group: string
  readonly id: string
  readonly dagId: string
}

/** The hold that a claim has on a task. */
export interface Lease {
  readonly token: string
  readonly until: Date
  /** The process that claimed it. */
  readonly owner: string
}

/** The part that a task has in a reset that is under way. */
export interface ResetMark {
  /** The id of the reset's record. */
  readonly by: string
  /** Whether the task runs again; otherwise it only depends on one that does. */
  readonly runsAgain: boolean
}

/** What went wrong, as it is stored: never an `Error` object. */
export interface StoredError {
  readonly code: string
  readonly name: string
  readonly message: string
  readonly stack?: string
  readonly cause?: StoredError
}

/** The error of an attempt that was followed by another. */
export interface StoredAttemptError extends StoredError {
  readonly attempt: number
  /** When the attempt began. */
  readonly startedAt?: Date
  readonly at: Date
}

export interface StoredProgress {
  readonly fraction: number
  readonly message?: string
}

/** Where a value is: in the task itself, or, beyond the inline size, in the `contents` collection. */
export type ValuePlace = 'inline' | 'contents'

/** A push that a task made into its own DAG while it ran. That the task names it is what makes the push final. */
export interface StoredGrowth {
  /** Derived from the task and the key of the push. */
  readonly id: string
  readonly pushId: string
  readonly count: number
  /** The definitions of its tasks. */
  readonly names: readonly string[]
}

/** A task that whoever depends on another one waits for as well. */
export interface StoredExtension {
  readonly id: string
  readonly dagId: string
}

/** A task as MongoDB stores it. The only place that knows the names of the fields. */
export interface TaskDocument {
  readonly _id: string
  readonly dagId: string
  readonly pushId: string
  readonly name: string
  readonly state: StoredState
  readonly priority: Priority
  /** Microseconds of the push, at least one more than the node before: first in, first out among equals. */
  readonly ordinal: number
  /** Incremented by a reset, so that a decision taken before it cannot be written after it. */
  readonly revision: number

  readonly dependencies: readonly StoredDependency[]
  readonly groups: readonly StoredGroup[]
  /** Hint: how many dependencies had not settled when it was last written; never below the truth. */
  readonly remaining?: number

  /** Present only while the task is claimable: the hot index holds these alone. */
  readonly ready?: true
  readonly blocked?: true
  /** The task itself must be looked at again; unique for each time it is set. */
  readonly recheck?: string
  /** The task settled and its dependents must look at it; unique for each time it is set. */
  readonly unresolved?: string
  readonly flaggedAt?: Date
  readonly holds?: readonly string[]
  /** The reset that is about to run the task again, or keeps it still while a dependency of it is reset. */
  readonly reset?: ResetMark
  readonly dueAt?: Date
  /** When it may start at the earliest, however often it is made to run again. */
  readonly startsAt?: Date
  /** Present while the task is released, and neither settled nor deleted. */
  readonly open?: true
  /** The node that runs when all others of its DAG have settled. */
  readonly finisher?: true
  /** What the release of a staged push makes of the task. */
  readonly release?: 'first' | 'last'

  readonly attempt: number
  readonly recoveries: number
  /** Absent when there is one attempt alone. */
  readonly retry?: StoredRetry
  /** How long one attempt may run, in milliseconds. */
  readonly timeout?: number
  readonly lease?: Lease
  readonly settledBy?: string
  readonly winners?: Readonly<Record<string, readonly string[]>>

  readonly payload?: unknown
  readonly payloadIn: ValuePlace
  readonly result?: unknown
  readonly resultIn?: ValuePlace
  readonly error?: StoredError
  /** What the error has in common with others that look like it; present where the task itself failed. */
  readonly fingerprint?: string
  /** The errors of the attempts that were followed by another, the last of them. */
  readonly errors?: readonly StoredAttemptError[]
  /** The first task whose end made this one impossible. */
  readonly rootCause?: string
  readonly progress?: StoredProgress

  /** What it pushed while it ran, so that another attempt does not push it again. */
  readonly growths?: readonly StoredGrowth[]
  /** What its dependents wait for besides it; kept for dependents that are pushed later. */
  readonly extensions?: readonly StoredExtension[]

  readonly createdAt: Date
  /** How long it lives once it runs again, in milliseconds, where a deadline has cut that short. */
  readonly timeToLive?: number
  /** When it was last made to run again by `retry` or `rerunFrom`; its time to live counts from then. */
  readonly resetAt?: Date
  /** When it became ready, before the attempt that began at `startedAt`. */
  readonly readyAt?: Date
  readonly startedAt?: Date
  readonly settledAt?: Date
  readonly updatedAt: Date
  readonly expiresAt: Date
  readonly purgeAt: Date
}

export type DagOutcome = 'FINISHED' | 'FAILED' | 'CANCELLED'

/** The record of a DAG; it outlives its tasks by an hour. */
export interface DagDocument {
  readonly _id: string
  /** The push that made it. */
  readonly pushId: string
  readonly taskCount: number
  /** The last pushes into it that `taskCount` knows of: one that is repeated after a crash is not counted twice. */
  readonly counted?: readonly string[]
  readonly createdAt: Date
  readonly purgeAt: Date
  /** Incremented whenever the DAG is opened again, so that an end that was seen before is not written after. */
  readonly revision: number
  /** The resets under way in it: until they are done it has not finished. */
  readonly resets?: readonly string[]
  readonly finishedAt?: Date
  readonly tags?: readonly string[]
  /** With its keys escaped, like a payload. */
  readonly metadata?: unknown
  /** When whatever has not settled expires. */
  readonly deadlineAt?: Date
  /** The node that runs when all others have settled, and how long it lives from then on, in milliseconds. */
  readonly onFinished?: { readonly id: string; readonly timeToLive: number }
  /** Whether something had not settled by then; written with the outcome. */
  readonly missedDeadline?: boolean
  /** Present while the DAG is paused. */
  readonly pausedAt?: Date
  /** Present once it was resumed, until it is paused again: no task of it carries the hold, or it is left over. */
  readonly resumedAt?: Date
  readonly outcome?: DagOutcome
  readonly counts?: Readonly<Partial<Record<StoredState, number>>>
}

/** A push in progress. `STAGED` may still be undone; `OPEN` will be released, by whoever is alive. */
export interface PushDocument {
  readonly _id: string
  readonly dagId: string
  readonly state: 'STAGED' | 'OPEN' | 'ABORTED' | 'RELEASED'
  readonly heartbeatAt: Date
  readonly purgeAt?: Date
  /** Present when a running task pushes into its own DAG: that task decides whether the push is final. */
  readonly growth?: PushedGrowth
}

/** What is known of a push that a running task makes, for whoever has to finish or undo it. */
export interface PushedGrowth extends Pick<StoredGrowth, 'count'> {
  readonly taskId: string
  /** The claim that makes it. */
  readonly token: string
  /** When the last of its tasks expires. */
  readonly lastExpiry: Date
  /** When its tasks may be purged. */
  readonly keptUntil: Date
}

/** How much a reset resets: what ended because of its tasks, or everything that depends on them. */
export type ResetKind = 'retry' | 'rerun'

/**
 * A reset in progress. `HOLDING` may still be undone; `RESETTING` will be finished, and `UNDOING` undone, by whoever
 * is alive.
 */
export interface ResetDocument {
  readonly _id: string
  readonly kind: ResetKind
  readonly state: 'HOLDING' | 'RESETTING' | 'UNDOING' | 'UNDONE'
  /** The DAGs that its tasks are in. */
  readonly dagIds: readonly string[]
  /** What the tasks, their DAGs and what they depend on live at least until. */
  readonly purgeAt: Date
  readonly startedAt: Date
}

/** A payload or result that is too large to travel with its task. */
export interface ContentDocument {
  readonly _id: string
  readonly taskId: string
  readonly value: unknown
  readonly purgeAt: Date
}

/** The lock of one of the sweeper's duties. */
export interface LockDocument {
  readonly _id: string
  readonly owner: string
  readonly until: Date
  /** How many things this duty had to heal so far. */
  readonly healed: number
}

/** A worker that is alive, as it says of itself. */
export interface WorkerDocument {
  readonly _id: string
  readonly processId: string
  readonly host: string
  readonly pid: number
  /** The definitions that it has handlers for. */
  readonly names: readonly string[]
  readonly concurrency: number
  readonly running: number
  readonly heartbeatAt: Date
  readonly purgeAt: Date
}

/** A definition of which nothing is claimed for now. */
export interface PauseDocument {
  /** The name of the definition. */
  readonly _id: string
  readonly since: Date
}
