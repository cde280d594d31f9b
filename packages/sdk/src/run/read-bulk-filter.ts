import { isPlainObject } from '../define/plain-object.ts'
import { explainUnknownKey } from '../define/unknown-keys.ts'
import { TaskloomError } from '../errors.ts'
import type { TaskQuery } from '../store/read/select-tasks.ts'
import { readId, readName, readStates } from './read-options.ts'
import { readPriority } from './task-action.ts'

/** A filter as it was checked. */
export interface CheckedFilter {
  /** The tasks themselves, where they were given. */
  readonly ids: readonly string[] | undefined
  readonly query: TaskQuery
}

const keys = ['ids', 'definition', 'state', 'dagId', 'priority', 'createdBefore', 'createdAfter']

/**
 * Reads the filter of `bulk`: plain values alone, so that nothing from outside becomes an operator.
 * @throws TaskloomError `INVALID_OPTION` naming the part at fault.
 */
export function readBulkFilter(filter: unknown): CheckedFilter {
  if (!isPlainObject(filter)) throw refuse('The filter of bulk() is not an object.')
  const unknown = explainUnknownKey(filter, keys)
  if (unknown !== undefined) throw refuse(`There is a mistake in the filter of bulk(): ${unknown}`)
  const { ids, ...rest } = filter
  const query = readQuery(rest)
  if (ids === undefined) {
    if (Object.keys(query).length > 0) return { ids, query }
    throw refuse('An empty filter means every task there is. Say which ones: bulk({ state: … }, …).')
  }
  const others = Object.keys(query).filter((key) => key !== 'states')
  if (others.length > 0) throw refuse('With `ids`, bulk() takes `state` alone beside them.')
  if (!Array.isArray(ids)) throw refuse('`ids` in the filter of bulk() is not a list.')
  return { ids: [...new Set(ids.map(readId))], query }
}

function readQuery(filter: Readonly<Record<string, unknown>>): TaskQuery {
  const { definition, state, dagId, priority, createdBefore, createdAfter } = filter
  return {
    ...(definition === undefined ? {} : { names: [definition].flat().map(readName) }),
    ...(state === undefined ? {} : { states: readStates(state, '`state` in the filter of bulk()') }),
    ...(dagId === undefined ? {} : { dagId: readId(dagId) }),
    ...(priority === undefined ? {} : { priority: readPriority(priority) }),
    ...(createdBefore === undefined ? {} : { createdBefore: readDate(createdBefore, 'createdBefore') }),
    ...(createdAfter === undefined ? {} : { createdAfter: readDate(createdAfter, 'createdAfter') }),
  }
}

function readDate(given: unknown, name: string): Date {
  if (given instanceof Date && !Number.isNaN(given.getTime())) return given
  throw refuse(`\`${name}\` in the filter of bulk() is not a date.`)
}

function refuse(message: string): TaskloomError {
  return new TaskloomError('INVALID_OPTION', message)
}
