import { describe, expect, test } from 'vitest'

import { viewStateOrder, type ViewState } from '../../../shared/view-states.ts'
import { extentOf, parallelism, rowsLeft, rowsOf, ticksWithin } from './timeline-model.ts'

const code = (view: ViewState): number => viewStateOrder.indexOf(view)

const timeline = {
  dagId: 'd',
  ids: ['late', 'early', 'waiting'],
  names: ['resize', 'download'],
  nameOf: [0, 1, 0],
  owners: ['worker-2', 'worker-1'],
  base: 0,
  waitedFor: [1, -1, 0],
  segments: [
    [0, code('ready'), 0, 50, -1],
    [0, code('running'), 50, 90, 1],
    [0, code('finished'), 90, null, -1],
    [1, code('running'), 10, null, 0],
    [2, code('blocked'), 0, null, -1],
  ] as [number, number, number, number | null, number][],
}

const ids = (rows: readonly { readonly id: string }[]): readonly string[] => rows.map(({ id }) => id)

describe('the rows of a timeline', () => {
  test.each([
    ['start', ['early', 'late', 'waiting']],
    ['worker', ['late', 'early', 'waiting']],
    ['type', ['early', 'late', 'waiting']],
  ] as const)('are in the order of %s', (order, expected) => {
    expect(ids(rowsOf(timeline, order))).toEqual(expected)
  })

  test('may leave out what is finished', () => {
    const rows = rowsOf(timeline, 'start')
    expect(ids(rowsLeft(rows, { hide: 'finished' }))).toEqual(['early', 'waiting'])
    expect(ids(rowsLeft(rows, {}))).toEqual(['early', 'late', 'waiting'])
  })

  test('may be of failures alone', () => {
    const ends = (['failed', 'expired', 'failed-upstream', 'cancelled', 'finished'] as const).map(
      (view, place): [number, number, number, null, number] => [place, code(view), 0, null, -1],
    )
    const [nameOf, waitedFor] = [ends.map(() => 0), ends.map(() => -1)]
    const rows = rowsOf(
      { ...timeline, ids: ['a', 'b', 'c', 'd', 'e'], nameOf, waitedFor, segments: ends },
      'start',
    )
    expect(ids(rowsLeft(rows, { only: 'failed' }))).toEqual(['a', 'b', 'c'])
  })

  test('name what each waited for, and are critical where they decide the end', () => {
    const rows = rowsOf(
      { ...timeline, segments: timeline.segments.with(3, [1, code('running'), 10, 50, 0]) },
      'start',
    )
    expect(rows.map(({ id, waitedFor, isCritical }) => [id, waitedFor?.id, isCritical])).toEqual([
      ['early', undefined, true],
      ['late', 'early', true],
      ['waiting', 'late', false],
    ])
  })

  test('reach to now where something lasts still', () => {
    expect(extentOf(rowsOf(timeline, 'start'), 200)).toEqual([0, 200])
  })
})

test('how many run is counted step by step', () => {
  expect(parallelism(rowsOf(timeline, 'start'), [0, 100], 10)).toEqual([0, 1, 1, 1, 1, 2, 2, 2, 2, 1])
})

test('ticks are round and few', () => {
  expect(ticksWithin([0, 60_000], 6)).toEqual([0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000])
  expect(ticksWithin([1_500, 4_000], 5)).toEqual([2_000, 3_000, 4_000])
  expect(ticksWithin([0, 400 * 86_400_000], 10).length).toBeLessThanOrEqual(11)
})
