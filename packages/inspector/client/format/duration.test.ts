import { describe, expect, test } from 'vitest'

import { formatDuration, formatRelative } from './duration.ts'

describe('a length of time', () => {
  test.each([
    [0, '0 ms'],
    [-5, '0 ms'],
    [340, '340 ms'],
    [4_250, '4.2 s'],
    [9_999, '9.9 s'],
    [59_999, '59 s'],
    [60_000, '1 m'],
    [185_000, '3 m 05 s'],
    [7_800_000, '2 h 10 m'],
    [442_800_000, '5 d 03 h'],
  ])('%d ms is written %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text)
  })
})

describe('a distance to now', () => {
  test.each([
    [1_000_000, 'just now'],
    [996_000, '4 s ago'],
    [1_200_000, 'in 3 m'],
    [1_000_000 - 7_200_000, '2 h ago'],
  ])('%d is written %s', (time, text) => {
    expect(formatRelative(time, 1_000_000)).toBe(text)
  })
})
