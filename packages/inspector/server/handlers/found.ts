import { Problem } from '../http/problem.ts'

/** @throws Problem `NOT_FOUND` when there is none. */
export function found<Value>(what: string, id: string, value: Value | undefined): Value {
  if (value !== undefined) return value
  throw new Problem('NOT_FOUND', `There is no ${what} ${id}.`, 'It was deleted, or purged after its time.')
}
