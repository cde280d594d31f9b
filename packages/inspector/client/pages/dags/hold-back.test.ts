import { expect, test } from 'vitest'

import { makeDag } from '../../test/factories.ts'
import { holdBack, type HeldList } from './hold-back.ts'

/** DAGs of these times, named by them. */
function dags(...times: readonly number[]) {
  return times.map((createdAt) => makeDag({ id: `d${createdAt}`, createdAt }))
}

function read(times: readonly number[], given: { hasMore?: boolean; isHeld?: boolean; list?: string } = {}) {
  return { list: '', rows: dags(...times), hasMore: false, isHeld: true, ...given }
}

const timesOf = ({ shown }: HeldList): number[] => shown.map(({ createdAt }) => createdAt)

test('what is new waits, and what is known is shown as it is now', () => {
  const first = holdBack(undefined, read([5, 3]))
  expect([timesOf(first), first.newCount]).toEqual([[5, 3], 0])
  const rows = [...dags(9, 7), makeDag({ id: 'd5', createdAt: 5, state: 'failed' }), ...dags(3)]
  const second = holdBack(first, { ...read([]), rows })
  expect([timesOf(second), second.newCount]).toEqual([[5, 3], 2])
  expect(second.shown[0]?.state).toBe('failed')
})

test('what was pushed out of the pages stays as long as there is more to read', () => {
  const first = holdBack(undefined, read([5, 4, 3], { hasMore: true }))
  const second = holdBack(first, read([7, 6, 5], { hasMore: true }))
  expect([timesOf(second), second.newCount]).toEqual([[5, 4, 3], 2])
  const third = holdBack(second, read([9, 8, 7], { hasMore: true }))
  expect([timesOf(third), third.newCount]).toEqual([[5, 4, 3], 3])
  expect(timesOf(holdBack(third, read([9, 8, 7, 6, 5])))).toEqual([5])
})

test('an empty list fills by itself, and another list holds nothing back', () => {
  const empty = holdBack(undefined, read([]))
  const filled = holdBack(empty, read([5]))
  expect([timesOf(filled), filled.newCount]).toEqual([[5], 0])
  expect(timesOf(holdBack(filled, read([9, 5], { list: 'state:failed' })))).toEqual([9, 5])
})

test('away from the beginning, and in another order, nothing is held back', () => {
  const first = holdBack(undefined, read([5, 3]))
  expect(timesOf(holdBack(first, read([9, 5], { isHeld: false })))).toEqual([9, 5])
})
