import { describe, expect, test } from 'vitest'

import { readValue, writeShell } from './extended-json.ts'

const shown = (raw: unknown): string => {
  const value = readValue(raw)
  return value.kind === 'special' ? `${value.type} ${value.text}` : value.kind
}

describe('values of MongoDB', () => {
  test('keep their type', () => {
    expect(shown({ $oid: '65a1b2c3d4e5f60718293a4b' })).toBe('ObjectId 65a1b2c3d4e5f60718293a4b')
    expect(shown({ $date: { $numberLong: '1700000000000' } })).toBe('Date 2023-11-14T22:13:20.000Z')
    expect(shown({ $date: '2023-11-14T22:13:20Z' })).toBe('Date 2023-11-14T22:13:20.000Z')
    expect(shown({ $binary: { base64: 'q83vEjRWeJA=', subType: '00' } })).toBe(
      'Binary 8 bytes · q83vEjRWeJA=',
    )
  })

  test('lose no digit', () => {
    expect(shown({ $numberLong: '9007199254740993' })).toBe('Long 9007199254740993')
    expect(shown({ $numberDecimal: '0.10' })).toBe('Decimal128 0.10')
  })

  test('plain numbers are plain', () => {
    expect(readValue({ $numberInt: '5' })).toEqual({ kind: 'number', text: '5' })
    expect(readValue({ $numberDouble: 'Infinity' })).toEqual({ kind: 'number', text: 'Infinity' })
  })

  test('a key with a dollar is a key when it is no wrapper', () => {
    expect(shown({ $set: 1 })).toBe('object')
    expect(shown({ $oid: 'x', more: 1 })).toBe('object')
    expect(shown({ constructor: 1 })).toBe('object')
  })

  test('a date that is none is shown as it came', () => {
    expect(shown({ $date: 'soon' })).toBe('Date "soon"')
  })
})

test('mongosh reads what is copied for it', () => {
  const value = readValue({
    _id: { $oid: '65a1b2c3d4e5f60718293a4b' },
    at: { $date: { $numberLong: '0' } },
    'a.b': [{ $numberLong: '1' }, null, true],
    empty: {},
  })
  expect(writeShell(value)).toBe(`{
  _id: ObjectId("65a1b2c3d4e5f60718293a4b"),
  at: ISODate("1970-01-01T00:00:00.000Z"),
  "a.b": [
    NumberLong("1"),
    null,
    true
  ],
  empty: {}
}`)
})
