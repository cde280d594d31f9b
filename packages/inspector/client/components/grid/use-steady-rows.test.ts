import { expect, test } from 'vitest'

import { movedBy } from './use-steady-rows.ts'

test.each([
  ['nothing', ['a', 'b'], ['a', 'b'], 0],
  ['rows at the end', ['a', 'b'], ['a', 'b', 'c'], 0],
  ['rows at the beginning', ['c', 'd'], ['a', 'b', 'c', 'd'], 2],
  ['rows gone from the beginning', ['a', 'b', 'c'], ['c', 'd'], -2],
  ['another list', ['a', 'b'], ['x', 'y'], 0],
  ['a list that was empty', [], ['a'], 0],
  ['a list that is empty', ['a'], [], 0],
] as const)('%s', (...[, before, now, moved]) => {
  expect(movedBy(before, now)).toBe(moved)
})
