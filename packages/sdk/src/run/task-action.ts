import { isPlainObject } from '../define/plain-object.ts'
import { explainUnknownKey } from '../define/unknown-keys.ts'
import { isPriority, type Priority } from '../document/priority.ts'
import { actionStates, type TaskActionKind } from '../document/task-actions.ts'
import { toMilliseconds, type Duration } from '../duration.ts'
import { TaskloomError } from '../errors.ts'

/** Something to do to many tasks. Plain data, so that it can come from a request. */
export type TaskAction =
  | { readonly kind: 'retry' }
  | { readonly kind: 'rerun' }
  | {
      readonly kind: 'cancel'
      /**
       * Whether everything that depends on the tasks is cancelled too.
       * @defaultValue false
       */
      readonly downstream?: boolean
    }
  | { readonly kind: 'requeue' }
  | { readonly kind: 'delete' }
  | { readonly kind: 'setPriority'; readonly priority: Priority }
  | { readonly kind: 'extendExpiry'; readonly by: Duration }

/** An action as it was checked: durations are milliseconds. */
export type CheckedAction =
  | { readonly kind: 'retry' }
  | { readonly kind: 'rerun' }
  | { readonly kind: 'requeue' }
  | { readonly kind: 'delete' }
  | { readonly kind: 'cancel'; readonly downstream: boolean }
  | { readonly kind: 'setPriority'; readonly priority: Priority }
  | { readonly kind: 'extendExpiry'; readonly milliseconds: number }

const kinds = Object.keys(actionStates) as TaskActionKind[]

/**
 * Reads an action.
 * @throws TaskloomError `INVALID_OPTION` naming what is wrong.
 */
export function readAction(given: unknown): CheckedAction {
  const kind = isPlainObject(given) ? kinds.find((one) => one === given['kind']) : undefined
  if (!isPlainObject(given) || kind === undefined)
    throw refuse(`An action is an object whose \`kind\` is one of ${kinds.join(', ')}.`)
  const unknown = explainUnknownKey(given, ['kind', ...(parameters[kind] ?? [])])
  if (unknown !== undefined) throw refuse(`There is a mistake in the action \`${kind}\`: ${unknown}`)
  if (kind === 'cancel') return { kind, downstream: given['downstream'] === true }
  if (kind === 'setPriority') return { kind, priority: readPriority(given['priority']) }
  if (kind === 'extendExpiry') return { kind, milliseconds: readExtension(given['by']) }
  return { kind }
}

const parameters: Partial<Record<TaskActionKind, readonly string[]>> = {
  cancel: ['downstream'],
  setPriority: ['priority'],
  extendExpiry: ['by'],
}

/** @throws TaskloomError `INVALID_OPTION`. */
export function readPriority(given: unknown): Priority {
  if (isPriority(given)) return given
  throw refuse('A priority is Priority.LOW, MEDIUM or HIGH.')
}

/** @throws TaskloomError `INVALID_OPTION` when it is no duration, or none at all. */
export function readExtension(given: unknown): number {
  const milliseconds = toMilliseconds(given as Duration, 'by')
  if (milliseconds > 0) return milliseconds
  throw refuse('An expiry is extended by more than nothing.')
}

function refuse(message: string): TaskloomError {
  return new TaskloomError('INVALID_OPTION', message)
}
