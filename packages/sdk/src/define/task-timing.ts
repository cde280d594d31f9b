import { isPriority, type Priority } from '../document/priority.ts'
import type { StoredRetry } from '../document/retry-policy.ts'
import { toMilliseconds, type Duration } from '../duration.ts'
import { TaskloomError } from '../errors.ts'
import { readRetry } from './retry-options.ts'
import type { TaskSettings } from './task-settings.ts'

/** A hundred years: beyond it, the time of expiry may no longer be a date. */
const longestExpiry = 3_155_760_000_000

/** How urgent a task is, how long it lives and runs, and how often it is tried. */
export interface TaskTiming {
  readonly priority: Priority
  readonly expiresInMilliseconds: number
  readonly retry: StoredRetry
  /** How long one attempt may run; undefined for as long as the task lives. */
  readonly timeoutMilliseconds: number | undefined
}

/**
 * Reads the settings of a definition or a node; what is left out comes from `otherwise`.
 * @throws TaskloomError `INVALID_OPTION` naming the task.
 */
export function readTiming(
  task: string,
  { priority, expiresIn, retry, timeout }: Omit<TaskSettings, 'retry'> & { readonly retry?: unknown },
  otherwise: TaskTiming,
): TaskTiming {
  return {
    priority: priority === undefined ? otherwise.priority : readPriority(task, priority),
    expiresInMilliseconds:
      expiresIn === undefined ? otherwise.expiresInMilliseconds : readLength(task, 'expiresIn', expiresIn),
    retry: readRetry(task, retry, otherwise.retry),
    timeoutMilliseconds:
      timeout === undefined ? otherwise.timeoutMilliseconds : readLength(task, 'timeout', timeout),
  }
}

function readPriority(task: string, priority: Priority): Priority {
  if (isPriority(priority)) return priority
  throw new TaskloomError(
    'INVALID_OPTION',
    `Task \`${task}\`: \`priority\` is ${JSON.stringify(priority)}. Use Priority.LOW, Priority.MEDIUM or Priority.HIGH.`,
    { details: { task } },
  )
}

/** Whole milliseconds: MongoDB adds nothing else to a date. */
function readLength(task: string, option: string, length: Duration): number {
  const milliseconds = Math.round(toMilliseconds(length, `${option} of task ${task}`))
  if (milliseconds > 0 && milliseconds <= longestExpiry) return milliseconds
  throw new TaskloomError(
    'INVALID_OPTION',
    `Task \`${task}\`: \`${option}\` is ${JSON.stringify(length)}. It must be at least a millisecond and at most a hundred years.`,
    { details: { task } },
  )
}
