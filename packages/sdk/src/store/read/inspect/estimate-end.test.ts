import { describe, expect, test } from 'vitest'

import { estimateEnd, type OpenTask } from './estimate-end.ts'

const now = 1_000_000

function task(_id: string, ...dependencies: string[]): OpenTask {
  return { _id, name: _id.replace(/\d+$/, ''), dependencies: dependencies.map((id) => ({ id })) }
}

const medians: Readonly<Record<string, number>> = { short: 100, long: 1_000 }
const pace = (slots: number) => ({ now, slots, median: (name: string) => medians[name] ?? null })

describe('the estimated end of a DAG', () => {
  test('is that of its longest path, where there are workers enough', () => {
    const tasks = [task('short1'), task('long1', 'short1'), task('short2', 'long1', 'short1'), task('short3')]
    expect(estimateEnd(tasks, pace(100))).toBe(now + 1_200)
  })

  test('is later where the workers are few', () => {
    expect(
      estimateEnd(
        Array.from({ length: 50 }, (_, n) => task(`short${n}`)),
        pace(2),
      ),
    ).toBe(now + 2_500)
  })

  test('counts what runs by what is left of it, and what is delayed from then on', () => {
    expect(estimateEnd([{ ...task('long1'), startedAt: new Date(now - 400) }], pace(1))).toBe(now + 600)
    expect(estimateEnd([{ ...task('long1'), startedAt: new Date(now - 4_000) }], pace(1))).toBe(now)
    expect(estimateEnd([{ ...task('short1'), dueAt: new Date(now + 5_000) }], pace(1))).toBe(now + 5_100)
  })

  test('has what runs at the end of all behind everything else', () => {
    expect(estimateEnd([{ ...task('short1'), finisher: true }, task('long1')], pace(5))).toBe(now + 1_100)
  })

  test('counts what never ran for nothing, and is not said where nothing ran, or nobody works', () => {
    expect(estimateEnd([task('new1'), task('short1', 'new1')], pace(1))).toBe(now + 100)
    expect(estimateEnd([task('new1')], pace(1))).toBeUndefined()
    expect(estimateEnd([task('short1')], pace(0))).toBeUndefined()
  })
})
