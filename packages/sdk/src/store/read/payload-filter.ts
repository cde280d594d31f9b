import type { Document } from 'mongodb'

import { isPlainObject } from '../../define/plain-object.ts'

/**
 * A filter for values at a path, leaf by leaf: objects are taken apart, everything else must be equal.
 * `null` means a stored null, not a missing field; an empty object means any object.
 */
export function payloadFilter(path: string, value: unknown): Document {
  const conditions: Document[] = []
  collect(path, value, conditions)
  return conditions.length === 1 && conditions[0] !== undefined ? conditions[0] : { $and: conditions }
}

function collect(path: string, value: unknown, conditions: Document[]): void {
  if (value === undefined) return
  if (value === null) conditions.push({ [path]: { $type: 'null' } })
  else if (!isPlainObject(value)) conditions.push({ [path]: { $eq: value } })
  else {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
    if (entries.length === 0) conditions.push({ [path]: { $type: 'object' } })
    for (const [key, inner] of entries) collect(`${path}.${key}`, inner, conditions)
  }
}
