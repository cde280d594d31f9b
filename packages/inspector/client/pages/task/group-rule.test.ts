import { expect, test } from 'vitest'

import { ruleOf } from './group-rule.ts'

const group = {
  name: 'images',
  kind: 'some',
  need: 2,
  count: 5,
  on: 'success',
  optional: false,
  onImpossible: 'inherit',
  verdict: 'waiting',
} as const

test.each([
  [group, '2 of 5 finished, waiting'],
  [{ ...group, need: 5 }, 'all 5 finished, waiting'],
  [{ ...group, need: 1, count: 1, verdict: 'satisfied' as const }, 'finished, satisfied'],
  [{ ...group, on: 'failure' as const, optional: true }, '2 of 5 failed, waiting, may be missing'],
])('a group is put into words (%#)', (given, words) => {
  expect(ruleOf(given)).toBe(words)
})
