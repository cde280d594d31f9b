import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { diffLines } from './line-diff.ts'

test('lines of both stand once, between those of one', () => {
  expect(diffLines(['a', 'b', 'c', 'd'], ['a', 'x', 'c', 'e', 'd'])).toEqual([
    { side: 'both', text: 'a' },
    { side: 'one', text: 'b' },
    { side: 'other', text: 'x' },
    { side: 'both', text: 'c' },
    { side: 'other', text: 'e' },
    { side: 'both', text: 'd' },
  ])
})

const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 })

test('both texts can be read from it', () => {
  fc.assert(
    fc.property(lines, lines, (one, other) => {
      const diff = diffLines(one, other)
      const without = (side: string) => diff.filter((line) => line.side !== side).map(({ text }) => text)
      expect(without('other')).toEqual(one)
      expect(without('one')).toEqual(other)
    }),
  )
})

test('a text and itself differ in nothing', () => {
  fc.assert(
    fc.property(lines, (one) => {
      expect(diffLines(one, one).every(({ side }) => side === 'both')).toBe(true)
    }),
  )
})
