import type { Document } from 'mongodb'

import { isPlainObject } from '../../define/plain-object.ts'

/**
 * A filter for values at a path, leaf by leaf: objects are taken apart, everything else must be equal.
 * `null` means a stored null, not a missing field; an empty object means any object.
 * MongoDB looks for a value inside of arrays as well, which is not equality: hence the guards.
 */
export function payloadFilter(path: string, value: unknown): Document {
  return { $and: conditions(path, value) }
}

const isNoArray = { $not: { $type: 'array' } } as const

function conditions(path: string, value: unknown): Document[] {
  if (value === null) return [{ [path]: { $type: 'null', ...isNoArray } }]
  if (Array.isArray(value))
    return [{ [path]: { $eq: value } }, { $expr: { $eq: [`$${path}`, { $literal: value }] } }]
  if (!isPlainObject(value)) return [{ [path]: { $eq: value, ...isNoArray } }]
  const given = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return [
    { [path]: { $type: 'object', ...isNoArray } },
    ...given.flatMap(([key, inner]) => conditions(`${path}.${key}`, inner)),
  ]
}
