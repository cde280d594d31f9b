import { expect, test } from 'vitest'

import { SeenWindow } from './seen-window.ts'

const start = new Date('2026-01-01T00:00:00Z')

function after(milliseconds: number): Date {
  return new Date(start.getTime() + milliseconds)
}

test('a change is new once, and new again when it changes again', () => {
  const seen = new SeenWindow(start)
  expect([seen.note('a', after(5)), seen.note('a', after(5)), seen.note('a', after(6))]).toEqual([
    true,
    false,
    true,
  ])
})

test('looks reach back a second behind the latest change, and what is older is forgotten', () => {
  const seen = new SeenWindow(start)
  expect(seen.from).toEqual(after(-1_000))
  seen.note('a', after(10))
  seen.note('b', after(2_000))
  expect(seen.from).toEqual(after(1_000))
  // A late one, with an earlier time, moves nothing back.
  expect(seen.note('c', after(1_500))).toBe(true)
  expect(seen.from).toEqual(after(1_000))
  seen.prune()
  expect([seen.note('a', after(10)), seen.note('b', after(2_000)), seen.note('c', after(1_500))]).toEqual([
    true,
    false,
    false,
  ])
})
