import { isPlainObject, setKey, type PlainObject } from './plain-object.ts'

/**
 * Copies a value that `assertStorable` has accepted, as deep as its objects, arrays and dates go.
 * What MongoDB leaves out is left out: keys whose value is undefined. Instances of BSON types are shared.
 */
export function copyValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyValue)
  if (value instanceof Date) return new Date(value)
  if (!isPlainObject(value)) return value
  const copy: PlainObject = {}
  for (const [key, item] of Object.entries(value)) if (item !== undefined) setKey(copy, key, copyValue(item))
  return copy
}

/** Freezes the objects and arrays of a value that `copyValue` made; dates and BSON types cannot be frozen. */
export function freezeValue(value: unknown): unknown {
  if (Array.isArray(value)) value.forEach(freezeValue)
  else if (isPlainObject(value)) Object.values(value).forEach(freezeValue)
  else return value
  return Object.freeze(value)
}
