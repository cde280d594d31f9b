/** What went wrong with a task, as data. */
export interface TaskFailure {
  /** A code of Taskloom, such as `UPSTREAM_FAILED`, or the code of the error that was thrown. */
  readonly code: string
  /** The class of the error. */
  readonly name: string
  readonly message: string
  readonly stack?: string
  readonly cause?: TaskFailure
}

/** A dependency that failed or expired: what a group with `on: 'failure'` hands over. */
export interface FailedDependency extends TaskFailure {
  /** The id of the task that failed. */
  readonly id: string
}

/** How a dependency ended: what a group with `on: 'settled'` hands over. Branch on `state`. */
export type SettledDependency<Result> =
  | { readonly state: 'FINISHED'; readonly id: string; readonly result: Result }
  | { readonly state: 'FAILED' | 'EXPIRED'; readonly id: string; readonly error: TaskFailure }
  | { readonly state: 'CANCELLED' | 'SKIPPED' | 'MISSING'; readonly id: string }
