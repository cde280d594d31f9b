import { TaskloomError } from '../errors.ts'
import { classOf, describeValue } from './describe-value.ts'
import { isPlainObject } from './plain-object.ts'
import { formatPath, type PathSegment } from './value-path.ts'

/** BSON allows 100 levels; the task around a value takes some of them. */
const maximumDepth = 96

/** More values than the largest document of MongoDB has room for; objects that share parts multiply. */
const maximumValues = 1_000_000

const bsonTypes: ReadonlySet<unknown> = new Set([
  'ObjectId',
  'Decimal128',
  'Binary',
  'Long',
  'Timestamp',
  'MinKey',
  'MaxKey',
])

const advice: Readonly<Record<string, string>> = {
  bigint: 'Use `Long` from `mongodb`, or a string.',
  Int32: 'Pass a plain number.',
  Double: 'Pass a plain number.',
  Map: 'Pass a plain object or an array of pairs.',
  Set: 'Pass an array.',
  URL: 'Pass its `href`.',
  Error: 'Pass a plain object with its message.',
  RegExp: 'Pass its `source` and `flags`.',
  Array: 'Pass a plain array.',
  Date: 'Pass a plain `Date`.',
  Uint8Array: 'Wrap it in `Binary` from `mongodb`.',
  ArrayBuffer: 'Wrap it in `Binary` from `mongodb`.',
}

interface Walk {
  readonly path: PathSegment[]
  readonly ancestors: Set<object>
  values: number
}

/** What is wrong with a value, in words that follow its path. */
type Complaint = string

/** Finds the first part of a value that MongoDB cannot hold or would silently change. */
export function findUnstorable(
  value: unknown,
  path: string,
): { readonly place: string; readonly complaint: Complaint } | undefined {
  const walk: Walk = { path: [path], ancestors: new Set(), values: 0 }
  const complaint = visit(value, walk)
  return complaint === undefined ? undefined : { place: formatPath(walk.path), complaint }
}

/**
 * Refuses a value that MongoDB cannot hold or would silently change, and names the place in it.
 * @param path What the value is, as the first part of that place: `payload` or `result`.
 * @param task The name of the task definition, for the message.
 * @throws TaskloomError `VALUE_NOT_STORABLE`.
 */
export function assertStorable(value: unknown, path: string, task: string): void {
  const unstorable = findUnstorable(value, path)
  if (unstorable === undefined) return
  const { place, complaint } = unstorable
  throw new TaskloomError('VALUE_NOT_STORABLE', `Task \`${task}\`: \`${place}\` ${complaint}`, {
    details: { task, path: place },
  })
}

/** Leaves the path where it stood when there was something to complain about. */
function visit(value: unknown, walk: Walk): Complaint | undefined {
  walk.values++
  if (walk.values > maximumValues)
    return `holds more than ${maximumValues} values, too many for one document.`
  if (typeof value !== 'object' || value === null) return complainAboutPrimitive(value)
  if (value instanceof Date) return complainAboutDate(value)
  if (isBsonValue(value)) return undefined
  if (!isPlainArray(value) && !isPlainObject(value)) return complainAboutClass(value)
  if (walk.ancestors.has(value)) return 'contains itself. MongoDB cannot store a cycle.'
  if (walk.ancestors.size >= maximumDepth) return `is nested deeper than ${maximumDepth} levels.`
  walk.ancestors.add(value)
  const complaint = visitParts(value, walk)
  walk.ancestors.delete(value)
  return complaint
}

function visitParts(container: object, walk: Walk): Complaint | undefined {
  if (Object.getOwnPropertySymbols(container).length > 0) {
    return 'has a key that is a symbol, which would be lost.'
  }
  return Array.isArray(container) ? visitItems(container, walk) : visitKeys(container, walk)
}

function visitItems(items: readonly unknown[], walk: Walk): Complaint | undefined {
  if (Object.keys(items).length !== items.length) {
    return 'is an array with holes, or with keys besides its items, which would be lost.'
  }
  for (const [index, item] of items.entries()) {
    walk.path.push(index)
    const complaint =
      item === undefined ? 'is undefined, which would become null in an array. Pass null.' : visit(item, walk)
    if (complaint !== undefined) return complaint
    walk.path.pop()
  }
  return undefined
}

function visitKeys(container: object, walk: Walk): Complaint | undefined {
  for (const key of Object.keys(container)) {
    walk.path.push(key)
    const property = Object.getOwnPropertyDescriptor(container, key)
    const complaint = complainAboutKey(key, property) ?? visit(Reflect.get(container, key), walk)
    if (complaint !== undefined) return complaint
    walk.path.pop()
  }
  return undefined
}

function complainAboutKey(key: string, property: PropertyDescriptor | undefined): Complaint | undefined {
  if (property === undefined || !('value' in property)) return 'is a getter or setter. Pass the value itself.'
  if (key.includes('\0')) return 'is under a key with a NUL character, which MongoDB cannot store.'
  if (!isWellFormed(key)) return 'is under a key with half a surrogate pair, which MongoDB would replace.'
  return undefined
}

function complainAboutPrimitive(value: unknown): Complaint | undefined {
  if (typeof value === 'string') {
    return isWellFormed(value)
      ? undefined
      : 'is a string with half a surrogate pair, which MongoDB would replace.'
  }
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') {
    return withAdvice(`is ${describeValue(value)}, which MongoDB cannot store.`, typeof value)
  }
  return undefined
}

function complainAboutDate(date: Date): Complaint | undefined {
  if (Object.getPrototypeOf(date) !== Date.prototype) return complainAboutClass(date)
  return Number.isNaN(date.getTime()) ? 'is an invalid date.' : undefined
}

function complainAboutClass(value: object): Complaint {
  const complaint = `is an instance of ${classOf(value) || 'a class'}, which MongoDB would not give back as it is.`
  return withAdvice(complaint, familyOf(value), 'Pass a plain object.')
}

function familyOf(value: object): string {
  if (ArrayBuffer.isView(value)) return 'Uint8Array'
  if (value instanceof Error) return 'Error'
  if (Array.isArray(value)) return 'Array'
  return value instanceof Date ? 'Date' : classOf(value)
}

function withAdvice(complaint: Complaint, subject: string, otherwise = ''): Complaint {
  return `${complaint} ${advice[subject] ?? otherwise}`.trimEnd()
}

/** Plain objects may have a key of that name; only a class of the driver has it as its own trait. */
function isBsonValue(value: object): boolean {
  return !isPlainObject(value) && bsonTypes.has(Reflect.get(value, '_bsontype'))
}

/** An array of a class of its own would come back as an ordinary one; `Array.prototype` is an array itself. */
function isPlainArray(value: object): boolean {
  return Array.isArray(value) && Array.isArray(Object.getPrototypeOf(value))
}

function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text)
}
