import type { Priority } from '../document/priority.ts'
import type { Duration } from '../duration.ts'
import type { RetryOptions } from './retry-options.ts'

/** What a definition sets for its tasks, and a node can set for itself. */
export interface TaskSettings {
  /**
   * How urgent the task is.
   * @defaultValue Priority.MEDIUM
   */
  readonly priority?: Priority | undefined
  /**
   * How long after its push, or after its delay, a task may still start and run, before it expires.
   * @defaultValue '24h'
   */
  readonly expiresIn?: Duration | undefined
  /**
   * How often and when a failed attempt is followed by another. Dependents wait through all of them.
   * @defaultValue one attempt
   */
  readonly retry?: RetryOptions | undefined
  /**
   * How long one attempt may run. After it the handler's signal is aborted, and the attempt has failed with
   * `TIMEOUT`, whatever the handler goes on to do.
   * @defaultValue no limit but the expiry
   */
  readonly timeout?: Duration | undefined
}
