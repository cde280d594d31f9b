import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { toMilliseconds, type Duration } from './duration.ts'

test.each<[Duration, number]>([
  [0, 0],
  [1_500, 1_500],
  ['250ms', 250],
  ['90s', 90_000],
  ['5m', 300_000],
  ['1.5h', 5_400_000],
  ['2d', 172_800_000],
])('%j is %d milliseconds', (duration, milliseconds) => {
  expect(toMilliseconds(duration, 'lease')).toBe(milliseconds)
})

test('a number of a unit is that many of it', () => {
  const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
  const unit = fc.constantFrom(...(['ms', 's', 'm', 'h', 'd'] as const))
  fc.assert(
    fc.property(fc.nat(1_000_000), unit, (count, unit) => {
      expect(toMilliseconds(`${count}${unit}`, 'lease')).toBe(count * units[unit])
    }),
  )
})

const others: readonly unknown[] = [
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  '',
  '5',
  '5 m',
  '-5m',
  '5M',
  'm',
  '1e3s',
  '5m ',
  '1.s',
  null,
  {},
  true,
]
test.each(others.map((value) => [value]))('%j is not a duration', (value) => {
  const convert: (...parameters: never[]) => unknown = toMilliseconds
  expect(() => Reflect.apply(convert, undefined, [value, 'lease']) as unknown).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTION' }),
  )
})

test('the message names what the duration is for, and shows a way to write one', () => {
  expect(() => toMilliseconds(-1, 'lease')).toThrowErrorMatchingInlineSnapshot(
    `[TaskloomError: \`lease\` is -1, which is not a duration. Pass milliseconds, or a number with ms, s, m, h or d, such as '90s'.]`,
  )
})
