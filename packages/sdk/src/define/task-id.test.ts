import { expect, test, vi } from 'vitest'

import { isTaskId, newTaskId } from './task-id.ts'

test('an id has 24 hexadecimal characters, and no two are the same', () => {
  const ids = Array.from({ length: 10_000 }, newTaskId)
  expect(ids.every(isTaskId)).toBe(true)
  expect(new Set(ids).size).toBe(ids.length)
})

test('the ids of one process sort in the order of their making', () => {
  const ids = Array.from({ length: 1_000 }, newTaskId)
  expect(ids.toSorted()).toEqual(ids)
})

test('an id begins with the second of its making, as an ObjectId does', () => {
  vi.useFakeTimers({ now: new Date('2026-01-02T03:04:05.678Z') })
  expect(Number.parseInt(newTaskId().slice(0, 8), 16)).toBe(Date.parse('2026-01-02T03:04:05Z') / 1000)
  vi.useRealTimers()
})

test.each([['a'.repeat(201)], [' a'], ['a '], ['a\nb'], ['\0'], [''], [undefined], [7]])(
  '%j is not an id',
  (value) => {
    expect(isTaskId(value)).toBe(false)
  },
)

test.each([['a'], ['order-42'], ['shop/2026/order 42'], ['a'.repeat(200)], ['Ü'], [newTaskId()]])(
  '%j can be an id',
  (value) => {
    expect(isTaskId(value)).toBe(true)
  },
)
