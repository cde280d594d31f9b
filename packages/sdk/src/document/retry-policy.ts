/** How the pause before the next attempt grows: it doubles, stays the same, or the definition's function says. */
export type BackoffKind = 'exponential' | 'fixed' | 'function'

/** How often and when a task is tried again, as it is stored with the task. Times are milliseconds. */
export interface StoredRetry {
  /** How many attempts there are in all, the first one included. */
  readonly attempts: number
  readonly backoff: BackoffKind
  /** The pause before the second attempt. */
  readonly delay: number
  /** The part of a pause that is left to chance, from 0 to 1. */
  readonly jitter: number
  /** The longest pause. */
  readonly cap: number
}

/**
 * The pause before the next attempt, in whole milliseconds.
 * @param attempt The attempt that failed, from 1.
 * @param chance A number from 0 to 1; with 0 the pause is the shortest that the jitter allows.
 */
export function retryPause(retry: StoredRetry, attempt: number, chance: number): number {
  const doublings = retry.backoff === 'fixed' ? 0 : Math.min(attempt - 1, 50)
  const longest = Math.min(retry.cap, retry.delay * 2 ** doublings)
  return Math.round(longest * (1 - retry.jitter * (1 - chance)))
}
