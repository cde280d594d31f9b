import { isPriority, type Priority } from '../document/priority.ts'
import { toMilliseconds, type Duration } from '../duration.ts'
import { TaskloomError } from '../errors.ts'
import type { NodeSettings } from './task-definition.ts'

/** A hundred years: beyond it, the time of expiry may no longer be a date. */
const longestExpiry = 3_155_760_000_000

/** How urgent a task is and how long it lives. */
export interface TaskTiming {
  readonly priority: Priority
  readonly expiresInMilliseconds: number
}

/**
 * Reads `priority` and `expiresIn` of a definition or a node; what is left out comes from `otherwise`.
 * @throws TaskloomError `INVALID_OPTION` naming the task.
 */
export function readTiming(task: string, options: NodeSettings, otherwise: TaskTiming): TaskTiming {
  const { priority, expiresIn } = options
  return {
    priority: priority === undefined ? otherwise.priority : readPriority(task, priority),
    expiresInMilliseconds:
      expiresIn === undefined ? otherwise.expiresInMilliseconds : readExpiry(task, expiresIn),
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
function readExpiry(task: string, expiresIn: Duration): number {
  const milliseconds = Math.round(toMilliseconds(expiresIn, `expiresIn of task ${task}`))
  if (milliseconds > 0 && milliseconds <= longestExpiry) return milliseconds
  throw new TaskloomError(
    'INVALID_OPTION',
    `Task \`${task}\`: \`expiresIn\` is ${JSON.stringify(expiresIn)}. It must be at least a millisecond and at most a hundred years.`,
    { details: { task } },
  )
}
