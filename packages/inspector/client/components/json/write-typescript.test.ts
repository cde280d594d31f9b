import { expect, test } from 'vitest'

import { readValue } from './extended-json.ts'
import { classesOf, writeTypeScript } from './write-typescript.ts'

function write(raw: unknown, withheld: readonly string[] = []): string {
  return writeTypeScript(readValue(raw), (path) => withheld.includes(path), { path: '', indent: '' })
}

const everything = {
  id: { $oid: '65a1b2c3d4e5f60718293a4b' },
  at: { $date: { $numberLong: '1700000000000' } },
  long: { $numberLong: '9007199254740993' },
  decimal: { $numberDecimal: '0.10' },
  binary: { $binary: { base64: 'q83vEjRWeJA=', subType: '80' } },
  uuid: { $uuid: '0f8fad5b-d9cb-469f-a165-70867728950e' },
  timestamp: { $timestamp: { t: 7, i: 1 } },
  pattern: { $regularExpression: { pattern: "it's\\d", options: 'i' } },
  symbol: { $symbol: 'old' },
  least: { $minKey: 1 },
  most: { $maxKey: 1 },
  nothing: { $undefined: true },
  int: { $numberInt: '-5' },
  double: { $numberDouble: '1.5' },
  infinite: { $numberDouble: '-Infinity' },
  text: 'it\'s "so"\\\n',
  list: [true, null, [], {}],
  'a.b': { $set: 1 },
}

test('TypeScript is written for every type of BSON', () => {
  const raw: unknown = JSON.parse(JSON.stringify(everything).replace('"$set":1', '"$set":1,"__proto__":2'))
  expect(write(raw)).toBe(String.raw`{
  id: new ObjectId('65a1b2c3d4e5f60718293a4b'),
  at: new Date('2023-11-14T22:13:20.000Z'),
  long: Long.fromString('9007199254740993'),
  decimal: Decimal128.fromString('0.10'),
  binary: Binary.createFromBase64('q83vEjRWeJA=', 128),
  uuid: new UUID('0f8fad5b-d9cb-469f-a165-70867728950e'),
  timestamp: new Timestamp({ t: 7, i: 1 }),
  pattern: new BSONRegExp('it\'s\\d', 'i'),
  symbol: new BSONSymbol('old'),
  least: new MinKey(),
  most: new MaxKey(),
  nothing: undefined,
  int: -5,
  double: 1.5,
  infinite: -Infinity,
  text: 'it\'s "so"\\\n',
  list: [
    true,
    null,
    [],
    {},
  ],
  'a.b': {
    $set: 1,
    ['__proto__']: 2,
  },
}`)
})

test('the classes that it needs are known', () => {
  expect([...classesOf(readValue(everything))].toSorted()).toEqual([
    'BSONRegExp',
    'BSONSymbol',
    'Binary',
    'Decimal128',
    'Long',
    'MaxKey',
    'MinKey',
    'ObjectId',
    'Timestamp',
    'UUID',
  ])
  expect(classesOf(readValue({ at: everything.at, text: 'x' })).size).toBe(0)
})

test('what was withheld is marked and not made up', () => {
  expect(write({ secret: '•••', list: [{ token: '•••' }] }, ['secret', 'list[0].token'])).toBe(`{
  secret: undefined /* withheld by the inspector */,
  list: [
    {
      token: undefined /* withheld by the inspector */,
    },
  ],
}`)
})

test('a text that looks like an id stays a text', () => {
  expect(write({ $oid: "x'); steal('" })).toBe(String.raw`new ObjectId('x\'); steal(\'')`)
})
