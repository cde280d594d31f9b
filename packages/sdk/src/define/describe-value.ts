import { isPlainObject } from './plain-object.ts'

/** Names what a value is, for a message: `a string`, `an array`, `an instance of Map`. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return 'an array'
  if (isPlainObject(value)) return 'an object'
  if (typeof value !== 'object') return `a ${typeof value}`
  const className = classOf(value)
  return `an instance of ${className === '' ? 'a class' : className}`
}

/** The name of the class of an object, or an empty string. */
export function classOf(value: object): string {
  const constructor: unknown = Reflect.get(value, 'constructor')
  return typeof constructor === 'function' ? constructor.name : ''
}

/** Quotes names for a message: `` `a`, `b` ``. */
export function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ')
}
