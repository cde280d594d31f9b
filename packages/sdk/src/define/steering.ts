import { toMilliseconds, type Duration } from '../duration.ts'

/** What the errors that steer retries can carry. */
export interface SteeringOptions {
  readonly cause?: unknown
}

/** Thrown by a handler, or passed to `fail`: the task fails now, whatever attempts are left. */
export class DoNotRetry extends Error {
  override readonly name = 'DoNotRetry'
  readonly code = 'DO_NOT_RETRY'

  constructor(reason: string, options: SteeringOptions = {}) {
    super(reason, options)
  }
}

/**
 * Thrown by a handler, or passed to `fail`: the attempt failed, and the next one comes after this pause
 * instead of the one that the retry options would give. Where no attempt is left, the task fails.
 */
export class RetryAfter extends Error {
  override readonly name = 'RetryAfter'
  readonly code = 'RETRY_AFTER'
  readonly milliseconds: number

  /** @throws TaskloomError `INVALID_OPTION` when it is not a duration. */
  constructor(pause: Duration, options: SteeringOptions = {}) {
    super(`To be tried again after ${String(pause)}.`, options)
    this.milliseconds = toMilliseconds(pause, 'pause of RetryAfter')
  }
}

/**
 * Thrown by a handler, or passed to `fail`: not now. The task comes back after this pause, and the attempt
 * does not count.
 */
export class Snooze extends Error {
  override readonly name = 'Snooze'
  readonly code = 'SNOOZE'
  readonly milliseconds: number

  /** @throws TaskloomError `INVALID_OPTION` when it is not a duration. */
  constructor(pause: Duration) {
    super(`Snoozed for ${String(pause)}.`)
    this.milliseconds = toMilliseconds(pause, 'pause of Snooze')
  }
}
