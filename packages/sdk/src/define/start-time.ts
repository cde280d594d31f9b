import { toMilliseconds } from '../duration.ts'
import { TaskloomError } from '../errors.ts'
import type { NodeSettings } from './task-definition.ts'

/**
 * Reads `delay` and `runAt` of a node: milliseconds after the push, or a time.
 * @throws TaskloomError `INVALID_OPTION` when both are given, or one is not what it should be.
 */
export function readStart(
  task: string,
  { delay, runAt }: Pick<NodeSettings, 'delay' | 'runAt'>,
): Date | number | undefined {
  if (delay !== undefined && runAt !== undefined) throw refuse(task, 'has both `delay` and `runAt`')
  if (delay !== undefined) return toMilliseconds(delay, `delay of task ${task}`)
  if (runAt === undefined) return undefined
  if (!(runAt instanceof Date) || Number.isNaN(runAt.getTime()))
    throw refuse(task, 'has a `runAt` that is not a date')
  return new Date(runAt)
}

function refuse(task: string, complaint: string): TaskloomError {
  return new TaskloomError(
    'INVALID_OPTION',
    `Task \`${task}\` ${complaint}. Pass one of them: a delay such as '5m', or a Date.`,
    { details: { task } },
  )
}
