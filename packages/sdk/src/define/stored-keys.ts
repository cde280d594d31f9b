import { isPlainObject, setKey, type PlainObject } from './plain-object.ts'

/**
 * MongoDB gives a meaning to `$` and `.` in field names, and its driver to `$ref` and `_bsontype`.
 * The keys of payloads and results are data, so they are stored with full-width stand-ins:
 * a leading `$` as `＄`, every `.` as `．`. Where one of these, or `％`, is itself part of a key,
 * `％` goes before it.
 */
const special = /[.＄．％]/g
const escaped = /％(.)|[＄．]/gsu
const needsEncoding = /^\$|[.＄．％]|^_bsontype$/
const needsDecoding = /[＄．％]/

/** Converts one key to the field name that it is stored under. */
export function encodeKey(key: string): string {
  if (!needsEncoding.test(key)) return key
  if (key === '_bsontype') return '％_bsontype'
  const encoded = key.replace(special, (character) => (character === '.' ? '．' : `％${character}`))
  return encoded.startsWith('$') ? `＄${encoded.slice(1)}` : encoded
}

/** Converts a stored field name to the key that it stands for. */
export function decodeKey(key: string): string {
  if (!needsDecoding.test(key)) return key
  return key.replace(escaped, (match, character?: string) => character ?? (match === '＄' ? '$' : '.'))
}

/** Converts all keys in a value to field names. Returns the value itself when no key needs it. */
export function encodeKeys(value: unknown): unknown {
  return mapKeys(value, encodeKey)
}

/** Reverses `encodeKeys`. Returns the value itself when no key needs it. */
export function decodeKeys(value: unknown): unknown {
  return mapKeys(value, decodeKey)
}

function mapKeys(value: unknown, mapKey: (key: string) => string): unknown {
  if (Array.isArray(value)) return mapItems(value, mapKey)
  if (!isPlainObject(value)) return value
  const mapped: PlainObject = {}
  let changed = false
  for (const [key, item] of Object.entries(value)) {
    const mappedKey = mapKey(key)
    const mappedItem = mapKeys(item, mapKey)
    changed ||= mappedKey !== key || mappedItem !== item
    setKey(mapped, mappedKey, mappedItem)
  }
  return changed ? mapped : value
}

function mapItems(items: readonly unknown[], mapKey: (key: string) => string): readonly unknown[] {
  const mapped = items.map((item) => mapKeys(item, mapKey))
  return mapped.some((item, index) => item !== items[index]) ? mapped : items
}
