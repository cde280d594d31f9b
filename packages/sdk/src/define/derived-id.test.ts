import { expect, test } from 'vitest'

import { derivedId } from './derived-id.ts'
import { isTaskId } from './task-id.ts'

test('a derived id is a task id, the same for the same parts', () => {
  expect(isTaskId(derivedId('task', 'key', 1))).toBe(true)
  expect(derivedId('task', 'key', 1)).toBe(derivedId('task', 'key', 1))
})

test('parts do not run into each other', () => {
  const ids = [
    derivedId('a', 'bc'),
    derivedId('ab', 'c'),
    derivedId('abc'),
    derivedId('a', 1),
    derivedId('a', '1'),
  ]
  expect(new Set(ids).size).toBe(ids.length)
})
