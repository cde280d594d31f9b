import type { BackoffKind, StoredRetry } from '../document/retry-policy.ts'
import { toMilliseconds, type Duration } from '../duration.ts'
import { TaskloomError } from '../errors.ts'
import type { TaskFailure } from './dependency-values.ts'
import { describeValue } from './describe-value.ts'
import { isPlainObject } from './plain-object.ts'
import { explainUnknownKey } from './unknown-keys.ts'

/** How often and when a failed attempt is followed by another. */
export interface RetryOptions {
  /** How many attempts there are in all, the first one included. */
  readonly attempts: number
  /**
   * Whether the pause between attempts doubles, or stays the same.
   * @defaultValue 'exponential'
   */
  readonly backoff?: 'exponential' | 'fixed'
  /**
   * The pause before the second attempt.
   * @defaultValue '1s'
   */
  readonly delay?: Duration
  /**
   * The part of a pause that is left to chance, from 0 to 1, so that tasks that failed together do not come
   * back together.
   * @defaultValue 0.2
   */
  readonly jitter?: number
  /**
   * The longest pause.
   * @defaultValue '1h'
   */
  readonly cap?: Duration
}

/** Decides the pause before the next attempt, from the attempt that failed and its error. */
export type BackoffFunction = (this: void, attempt: number, error: TaskFailure) => Duration

/** The retry options of a definition: there the backoff can be a function, since a worker has the definition. */
export interface DefinitionRetryOptions extends Omit<RetryOptions, 'backoff'> {
  readonly backoff?: 'exponential' | 'fixed' | BackoffFunction
}

/** A task that is not tried again: what a task without `retry` does. */
export const oneAttempt: StoredRetry = {
  attempts: 1,
  backoff: 'exponential',
  delay: 1_000,
  jitter: 0.2,
  cap: 3_600_000,
}

const names = ['attempts', 'backoff', 'delay', 'jitter', 'cap']

/**
 * Reads the retry options of a definition or a node; what is left out comes from `otherwise`.
 * @throws TaskloomError `INVALID_OPTION` naming the task.
 */
export function readRetry(task: string, options: unknown, otherwise: StoredRetry): StoredRetry {
  if (options === undefined) return otherwise
  const unknown = isPlainObject(options) ? explainUnknownKey(options, names) : undefined
  if (!isPlainObject(options) || unknown !== undefined) {
    throw refuse(task, `\`retry\` ${unknown ?? `is ${describeValue(options)}, not an object`}`)
  }
  const { attempts, backoff, delay, jitter, cap } = { ...otherwise, ...options }
  return {
    attempts: readAttempts(task, attempts),
    backoff: readKind(task, backoff),
    delay: toMilliseconds(delay, `retry.delay of task ${task}`),
    jitter: readJitter(task, jitter),
    cap: toMilliseconds(cap, `retry.cap of task ${task}`),
  }
}

function readKind(task: string, backoff: unknown): BackoffKind {
  if (typeof backoff === 'function' || backoff === 'function') return 'function'
  if (backoff === 'exponential' || backoff === 'fixed') return backoff
  throw refuse(task, "`retry.backoff` is neither 'exponential' nor 'fixed' nor, in a definition, a function")
}

/** The backoff function of a definition's retry options, where there is one. */
export function backoffOf(options: DefinitionRetryOptions | undefined): BackoffFunction | undefined {
  return typeof options?.backoff === 'function' ? options.backoff : undefined
}

function readAttempts(task: string, attempts: unknown): number {
  if (Number.isSafeInteger(attempts) && (attempts as number) >= 1) return attempts as number
  throw refuse(task, '`retry.attempts` is not a whole number from 1')
}

function readJitter(task: string, jitter: unknown): number {
  if (typeof jitter === 'number' && jitter >= 0 && jitter <= 1) return jitter
  throw refuse(task, '`retry.jitter` is not a number from 0 to 1')
}

function refuse(task: string, complaint: string): TaskloomError {
  return new TaskloomError(
    'INVALID_OPTION',
    `Task \`${task}\`: ${complaint}. Pass an object such as { attempts: 5, backoff: 'exponential', delay: '1s' }.`,
    { details: { task } },
  )
}
