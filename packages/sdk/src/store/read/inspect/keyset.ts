import type { Document } from 'mongodb'

import { TaskloomError } from '../../../errors.ts'

/** The fields that a list is ordered by, the last of them unique. */
export type Order = readonly (readonly [field: string, direction: 1 | -1])[]

type KeyValue = Date | number | string

/** A place in an ordered list, and which way to go from it. */
export interface Position {
  readonly way: 'next' | 'previous'
  /** One value for each field of the order. */
  readonly values: readonly KeyValue[]
}

export function turned(order: Order): Order {
  return order.map(([field, direction]) => [field, direction === 1 ? -1 : 1])
}

/**
 * The filters whose answers, one after the other, are everything beyond a place, each a walk of its own: first
 * what is equal in all fields but the last, and beyond in that; then what is equal in one less.
 */
export function beyond(order: Order, values: readonly KeyValue[]): Document[] {
  return order
    .map(([field, direction], index) => ({
      ...Object.fromEntries(order.slice(0, index).map(([equal], place) => [equal, { $eq: values[place] }])),
      [field]: { [direction === 1 ? '$gt' : '$lt']: values[index] },
    }))
    .toReversed()
}

/** Joins conditions on the same fields, so that the bounds of one index meet. */
export function both(one: Document, other: Document): Document {
  const joined: Document = { ...one }
  for (const [field, condition] of Object.entries(other) as [string, Document][]) {
    const before: unknown = joined[field]
    joined[field] = before === undefined ? condition : { ...asOperators(before), ...condition }
  }
  return joined
}

function asOperators(condition: unknown): Document {
  const isPlain = typeof condition === 'object' && condition !== null && !(condition instanceof Date)
  return isPlain ? condition : { $eq: condition }
}

/** The values of a row that say where it stands. */
export function keyOf(row: Document, order: Order): KeyValue[] {
  return order.map(([field]) => valueAt(row, field))
}

/** The value of a field, which may be within another: `lease.until`. */
function valueAt(row: Document, field: string): KeyValue {
  let value: unknown = row
  for (const name of field.split('.')) value = (value as Document | undefined)?.[name]
  return value as KeyValue
}

/** Compares two rows as MongoDB does. */
export function inOrder(order: Order): (one: Document, other: Document) => number {
  return (one, other) => {
    for (const [field, direction] of order) {
      const difference = compare(valueAt(one, field), valueAt(other, field))
      if (difference !== 0) return difference * direction
    }
    return 0
  }
}

function compare(one: KeyValue, other: KeyValue): number {
  if (typeof one === 'string' || typeof other === 'string')
    return Buffer.compare(Buffer.from(String(one)), Buffer.from(String(other)))
  return Number(one) - Number(other)
}

/** Writes a place down for whoever will ask for the next page. `list` names the list: its sort and filter. */
export function writeCursor(list: string, { way, values }: Position): string {
  const plain = values.map((value) => (value instanceof Date ? { t: value.getTime() } : value))
  return Buffer.from(JSON.stringify([1, list, way === 'next' ? 1 : 0, ...plain])).toString('base64url')
}

/**
 * Reads a cursor again. Nothing in it is believed: it holds times, numbers and strings of the order's number, and
 * names the very list that it is used with.
 * @throws TaskloomError `INVALID_CURSOR`.
 */
export function readCursor(list: string, order: Order, cursor: string): Position {
  const [version, name, way, ...values] = parse(cursor)
  const read = values.map(readValue).filter((value) => value !== undefined)
  if (
    version !== 1 ||
    (way !== 0 && way !== 1) ||
    read.length !== order.length ||
    values.length !== order.length
  )
    throw invalid('It was not made by this inspector, or was cut.')
  if (name !== list) throw invalid('It belongs to a list with another sort or filter.')
  if (!order.every(([field], index) => fits(field, read[index])))
    throw invalid('Its values are none of this list.')
  return { way: way === 1 ? 'next' : 'previous', values: read }
}

function parse(cursor: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(parsed) ? parsed : []
  } catch {
    return []
  }
}

function readValue(value: unknown): KeyValue | undefined {
  if (typeof value === 'string' || typeof value === 'number') return value
  const time = typeof value === 'object' && value !== null && 't' in value ? value.t : undefined
  return typeof time === 'number' && Math.abs(time) <= latest ? new Date(time) : undefined
}

/** The last moment that a `Date` can hold. */
const latest = 8.64e15

function fits(field: string, value: KeyValue | undefined): boolean {
  if (field === '_id') return typeof value === 'string'
  return /At$|\.until$/.test(field) ? value instanceof Date : typeof value === 'number'
}

function invalid(why: string): TaskloomError {
  return new TaskloomError('INVALID_CURSOR', `The cursor cannot be used. ${why} Begin at the first page.`)
}
