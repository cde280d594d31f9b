import type { AnyTaskDefinition } from '../define/any-task-definition.ts'
import { oneAttempt } from '../define/retry-options.ts'
import { DoNotRetry, RetryAfter, Snooze } from '../define/steering.ts'
import { retryPause } from '../document/retry-policy.ts'
import { toStoredError } from '../document/stored-error.ts'
import type { StoredError, TaskDocument } from '../document/task-document.ts'
import { toMilliseconds } from '../duration.ts'
import type { Settlement } from '../store/operations/settle.ts'

/** An attempt that ended with an error, and what is known to decide what follows. */
export interface FailedAttempt {
  readonly definition: AnyTaskDefinition
  readonly document: Pick<TaskDocument, 'attempt' | 'retry' | 'startedAt'>
  readonly thrown: unknown
  /** Whether the caller wants no further attempt. */
  readonly isFinal: boolean
  /** The server's time. */
  readonly now: Date
}

/** Decides what follows on a failed attempt: another one later, or the end of the task. */
export function endOfAttempt({
  definition,
  document,
  thrown,
  isFinal,
  now,
}: FailedAttempt): Settlement['outcome'] {
  const later = (milliseconds: number): Date => new Date(now.getTime() + milliseconds)
  if (thrown instanceof Snooze) return { kind: 'retryLater', dueAt: later(thrown.milliseconds) }
  const error = toStoredError(thrown)
  const { attempt, retry = oneAttempt, startedAt } = document
  if (isFinal || thrown instanceof DoNotRetry || attempt >= retry.attempts) return { kind: 'fail', error }
  const milliseconds =
    thrown instanceof RetryAfter ? thrown.milliseconds : pauseBefore({ definition, retry, attempt, error })
  return {
    kind: 'retryLater',
    dueAt: later(milliseconds),
    error: { ...error, attempt, ...(startedAt === undefined ? {} : { startedAt }), at: now },
  }
}

interface NextAttempt {
  readonly definition: AnyTaskDefinition
  readonly retry: NonNullable<TaskDocument['retry']>
  readonly attempt: number
  readonly error: StoredError
}

/** A backoff function that throws, or returns what is no duration, must not lose the task: the usual pause then. */
function pauseBefore({ definition, retry, attempt, error }: NextAttempt): number {
  const usual = retryPause(retry, attempt, Math.random())
  if (retry.backoff !== 'function' || definition.backoff === undefined) return usual
  try {
    return toMilliseconds(definition.backoff(attempt, error), `retry.backoff of task ${definition.name}`)
  } catch {
    return usual
  }
}
