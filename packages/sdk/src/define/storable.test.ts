import * as fc from 'fast-check'
// oxlint-disable-next-line no-restricted-imports -- the types that real values of MongoDB have
import {
  Binary,
  BSON,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
} from 'mongodb'
import { describe, expect, test } from 'vitest'

import { copyValue } from './copy-value.ts'
import { assertStorable } from './storable.ts'

const check = (value: unknown): void => assertStorable(value, 'payload', 'resize')

class Point {
  x = 1
}
class Numbers extends Array<number> {}
class Moment extends Date {}

test.each([
  ['null', null],
  ['undefined at the root', undefined],
  ['undefined under a key', { a: undefined }],
  ['numbers', [0, -0, 1.5, Number.NaN, Number.POSITIVE_INFINITY]],
  ['an object without prototype', Object.assign(Object.create(null), { a: 1 })],
  ['keys that look like operators', { $set: { 'a.b': 1 }, __proto__: null }],
  ['a key named _bsontype', { _bsontype: 'ObjectId' }],
  ['a date', new Date(0)],
  ['a pair of surrogates', '😀'],
  ['the same object twice', ((shared) => [shared, shared])({ a: 1 })],
  ['an ObjectId', new ObjectId()],
  ['a Decimal128', Decimal128.fromString('1.10')],
  ['a Binary', new Binary(new Uint8Array([1]))],
  ['a UUID', new UUID()],
  ['a Long', Long.fromNumber(1)],
  ['a Timestamp', new Timestamp(1n)],
  ['the smallest and the largest key', [new MinKey(), new MaxKey()]],
])('accepts %s', (_, value) => {
  expect(() => check(value)).not.toThrow()
})

describe('refuses, with the place and the way out', () => {
  const cycle: Record<string, unknown> = { a: [{}] }
  cycle['b'] = [{ again: cycle }]

  test.each([
    ['a function', { run: () => 1 }],
    ['a symbol', [Symbol('s')]],
    ['a bigint', { size: 12n }],
    ['a cycle', cycle],
    ['a Map', { deep: [{ map: new Map() }] }],
    ['a Set', new Set()],
    ['a URL', { url: new URL('https://example.com') }],
    ['an error', { error: new TypeError('x') }],
    ['a regular expression', { pattern: /x/ }],
    ['a Buffer', { bytes: Buffer.from('x') }],
    ['a typed array', { bytes: new Float32Array(1) }],
    ['a promise', { later: Promise.resolve() }],
    ['a class', { point: new Point() }],
    ['an array of a class', { numbers: Numbers.of(1) }],
    ['a date of a class', { at: new Moment(0) }],
    ['a boxed string', [Object('x')]],
    ['an Int32', { count: new Int32(1) }],
    ['a Double', { count: new Double(1) }],
    ['undefined in an array', { items: [1, undefined] }],
    // oxlint-disable-next-line no-sparse-arrays
    ['an array with holes', { items: [1, , 2] }],
    ['an array with further keys', { match: 'ab'.match(/b/) }],
    ['an invalid date', { at: new Date('never') }],
    ['a key with a NUL character', { 'a\0b': 1 }],
    ['a key that is a symbol', { [Symbol('s')]: 1 }],
    ['half a surrogate pair', { text: '\ud83d' }],
    ['a getter', Object.defineProperty({}, 'late', { get: () => 1, enumerable: true })],
    ['a weird key on the way', { 'two words': { 1: [new Set()] } }],
  ])('%s', (_, value) => {
    expect(() => check(value)).toThrowErrorMatchingSnapshot()
  })

  test('with the place as data', () => {
    expect(() => check({ a: [new Set()] })).toThrow(
      expect.objectContaining({
        code: 'VALUE_NOT_STORABLE',
        details: { task: 'resize', path: 'payload.a[0]' },
      }),
    )
  })
})

test('hostile nesting is refused before the stack ends', () => {
  let nested: unknown = 0
  for (let depth = 0; depth < 100_000; depth++) nested = [nested]
  expect(() => check(nested)).toThrow(/is nested deeper than 96 levels/)
})

test('objects that share parts cannot multiply without end', () => {
  let doubled: unknown = 0
  for (let depth = 0; depth < 90; depth++) doubled = [doubled, doubled]
  expect(() => check(doubled)).toThrow(/holds more than 1000000 values/)
})

test('whatever is accepted comes back from BSON as it was', () => {
  const leaf = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.date({ noInvalidDate: true }),
  )
  const key = fc.string({ unit: fc.constantFrom('a', 'b', '7') })
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('value')), fc.dictionary(key, tie('value'))),
  }))
  fc.assert(
    fc.property(value, (original) => {
      check(original)
      const stored: unknown = BSON.deserialize(BSON.serialize({ original }))['original']
      expect(stored).toEqual(copyValue(original))
    }),
  )
})
