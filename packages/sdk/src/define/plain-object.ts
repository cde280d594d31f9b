/** An object without a class: a literal, a parsed document, an object without prototype. */
export type PlainObject = Record<string, unknown>

/** Says whether a value is an object without a class, of whatever realm. */
export function isPlainObject(value: unknown): value is PlainObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** Sets a key of a plain object as data, `__proto__` too. */
export function setKey(object: PlainObject, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
}
