import { isDeepStrictEqual } from 'node:util'

import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { decodeKey, decodeKeys, encodeKey, encodeKeys } from './stored-keys.ts'

const weird = fc.constantFrom(
  '',
  '$',
  '.',
  '＄',
  '．',
  '％',
  '％＄',
  '$ref',
  'a.b',
  '__proto__',
  '_bsontype',
  '7',
  'constructor',
)
const key = fc.oneof(
  weird,
  fc.string(),
  fc.string({ unit: fc.constantFrom('$', '.', '＄', '．', '％', 'a') }),
)
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, undefined, 1, true, '$x', 'a.b', '％'),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.uniqueArray(fc.tuple(key, tie('value')), { maxLength: 4, selector: ([name]) => name }).map(objectOf),
  ),
}))

/** Like a literal, but `__proto__` is a key as any other. */
function objectOf(entries: readonly (readonly [string, unknown])[]): unknown {
  const object = {}
  for (const [name, item] of entries) {
    Object.defineProperty(object, name, { value: item, enumerable: true, configurable: true, writable: true })
  }
  return object
}

test('what is decoded is what was encoded', () => {
  fc.assert(
    fc.property(value, (original) => {
      // Not `toEqual`, which takes a key named `constructor` for a class.
      expect(isDeepStrictEqual(decodeKeys(encodeKeys(original)), original)).toBe(true)
    }),
    { numRuns: 1_000 },
  )
})

test('no stored key means anything to MongoDB or its driver, and no two keys meet', () => {
  fc.assert(
    fc.property(key, key, (left, right) => {
      expect(encodeKey(left)).not.toMatch(/^\$|\.|^_bsontype$/)
      expect(decodeKey(encodeKey(left))).toBe(left)
      expect(encodeKey(left) === encodeKey(right)).toBe(left === right)
    }),
    { numRuns: 2_000 },
  )
})

test.each([
  ['$set', '＄set'],
  ['a.b', 'a．b'],
  ['a$b', 'a$b'],
  ['$', '＄'],
  ['.', '．'],
  ['＄', '％＄'],
  ['100％', '100％％'],
  ['_bsontype', '％_bsontype'],
  ['', ''],
  ['7', '7'],
])('%j is stored as %j', (given, stored) => {
  expect(encodeKey(given)).toBe(stored)
})

test('a value none of whose keys needs it is returned as it is', () => {
  const plain = Object.freeze({ a: [{ b: '$x' }], 'c d': new Date(0) })
  expect(encodeKeys(plain)).toBe(plain)
  expect(decodeKeys(plain)).toBe(plain)
})

test('parts that need nothing are shared, values of classes untouched', () => {
  const date = new Date(0)
  const shared = { b: 1 }
  expect(encodeKeys({ $a: date, shared })).toSatisfy(
    (encoded: Record<string, unknown>) => encoded['＄a'] === date && encoded['shared'] === shared,
  )
})

test('`__proto__` stays a key and reaches no prototype', () => {
  const encoded = encodeKeys(JSON.parse('{ "__proto__": { "polluted": true }, "$a": 1 }'))
  expect(Object.keys(Object(encoded))).toEqual(['__proto__', '＄a'])
  expect(Object.getPrototypeOf(encoded)).toBe(Object.prototype)
  expect('polluted' in Object(encoded)).toBe(false)
})

test('a foreign field name that no encoding made is read without harm', () => {
  expect(decodeKey('％')).toBe('％')
  expect(decodeKey('％％％')).toBe('％％')
})
