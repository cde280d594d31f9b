import { isDefinition } from '../define/is-definition.ts'
import { isTaskReference } from '../define/is-task-node.ts'
import { storedIds } from '../define/node-ids.ts'
import { isPlainObject } from '../define/plain-object.ts'
import { explainUnknownKey } from '../define/unknown-keys.ts'
import { isPriority } from '../document/priority.ts'
import { visibleStates } from '../document/states.ts'
import { TaskloomError } from '../errors.ts'
import type { TaskFilter } from '../store/read/find-tasks.ts'
import type { RollupWindow } from '../store/read/read-rollups.ts'

/**
 * What JavaScript, or a request that was passed on as it came, may give in place of ids, filters and limits
 * would be an operator to MongoDB, or match everything. It is refused here.
 */

/**
 * Reads the id of a task from an id, node or reference.
 * @throws TaskloomError `INVALID_OPTION`.
 */
export function readId(given: unknown): string {
  const id = typeof given === 'object' && given !== null && 'id' in given ? given.id : given
  if (typeof id === 'string') return isTaskReference(given) ? storedIds.of(given) : id
  throw refuse(`An id is a string, not ${typeof id}. Pass an id, a node, or Task.id('…').`)
}

/**
 * Reads the filter of `find` and `count`; the definition's name is part of it.
 * @throws TaskloomError `INVALID_OPTION` naming the part at fault.
 */
export function readFilter(name: string, filter: unknown): TaskFilter {
  if (!isPlainObject(filter)) throw refuse(`The filter for \`${name}\` is not an object.`)
  const unknown = explainUnknownKey(filter, ['state', 'dagId', 'priority', 'payload'])
  if (unknown !== undefined) throw refuse(`There is a mistake in the filter for \`${name}\`: ${unknown}`)
  const { state, dagId, priority, payload } = filter
  return {
    name,
    ...(state === undefined ? {} : { state: readStates(state, `\`state\` in the filter for \`${name}\``) }),
    ...(dagId === undefined ? {} : { dagId: readId(dagId) }),
    ...(priority === undefined ? {} : { priority: readPriority(name, priority) }),
    ...(payload === undefined ? {} : { payload }),
  }
}

/**
 * Reads the window of `rollups`.
 * @throws TaskloomError `INVALID_OPTION` naming the part at fault.
 */
export function readWindow(window: unknown): RollupWindow {
  if (!isPlainObject(window)) throw refuse('rollups() takes a window, such as { since: new Date(…) }.')
  const unknown = explainUnknownKey(window, ['since', 'until', 'names'])
  if (unknown !== undefined) throw refuse(`There is a mistake in the window of rollups(): ${unknown}`)
  const { since, until, names } = window
  if (!(since instanceof Date) || !(until === undefined || until instanceof Date))
    throw refuse('`since` and `until` of rollups() are dates.')
  return { since, ...(until && { until }), ...(names === undefined ? {} : { names: readNames(names) }) }
}

function readNames(names: unknown): readonly string[] {
  if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return names
  throw refuse('`names` of rollups() is a list of names of definitions.')
}

/**
 * Reads how many tasks are asked for.
 * @throws TaskloomError `INVALID_OPTION` naming the method.
 */
export function readCount(method: string, count: unknown): number {
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 1) return count
  throw refuse(`${method} takes a whole number from 1, not ${String(count)}.`)
}

/**
 * Reads the name of a definition from the definition, or from the name itself.
 * @throws TaskloomError `INVALID_OPTION`.
 */
export function readName(given: unknown): string {
  if (typeof given === 'string') return given
  if (isDefinition(given)) return given.name
  throw refuse('What was given is neither a definition nor the name of one.')
}

/**
 * Reads one state, or several.
 * @throws TaskloomError `INVALID_OPTION` naming where they stand.
 */
export function readStates(given: unknown, where: string): (typeof visibleStates)[number][] {
  return [given].flat().map((one) => {
    const state = visibleStates.find((each) => each === one)
    if (state === undefined) throw refuse(`${where} is not one of ${visibleStates.join(', ')}.`)
    return state
  })
}

function readPriority(name: string, given: unknown): NonNullable<TaskFilter['priority']> {
  if (isPriority(given)) return given
  throw refuse(`\`priority\` in the filter for \`${name}\` is not Priority.LOW, MEDIUM or HIGH.`)
}

function refuse(message: string): TaskloomError {
  return new TaskloomError('INVALID_OPTION', message)
}
