import { isDeepStrictEqual } from 'node:util'

import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { copyValue, freezeValue } from './copy-value.ts'

test('a copy is equal and shares no object, array or date', () => {
  const original = { list: [{ at: new Date(5) }] }
  const copy = copyValue(original)
  original.list[0]?.at.setTime(9)
  original.list.push({ at: new Date(0) })
  expect(copy).toEqual({ list: [{ at: new Date(5) }] })
})

test('instances of BSON types are shared, keys whose value is undefined left out', () => {
  const id = new (class ObjectId {
    readonly _bsontype = 'ObjectId'
  })()
  expect(copyValue({ id, gone: undefined })).toSatisfy(
    (copy: Record<string, unknown>) => copy['id'] === id && !('gone' in copy),
  )
})

test('a frozen value is frozen to its last object', () => {
  const value = { a: [{ b: 1 }] }
  freezeValue(value)
  expect([value, value.a, value.a[0]].every(Object.isFrozen)).toBe(true)
})

test('JSON values are copied as they are, `__proto__` included', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(isDeepStrictEqual(copyValue(JSON.parse(text)), JSON.parse(text))).toBe(true)
    }),
  )
  const copy = copyValue(JSON.parse('{ "__proto__": { "polluted": true } }'))
  expect(Object.getPrototypeOf(copy)).toBe(Object.prototype)
  expect(JSON.stringify(copy)).toBe('{"__proto__":{"polluted":true}}')
})
