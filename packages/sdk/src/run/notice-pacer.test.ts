import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { NoticePacer } from './notice-pacer.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function recorded(): { pacer: NoticePacer; wakes: (readonly string[] | undefined)[] } {
  const wakes: (readonly string[] | undefined)[] = []
  return { pacer: new NoticePacer((names) => void wakes.push(names)), wakes }
}

test('the first notice after a calm is passed on at once', () => {
  const { pacer, wakes } = recorded()
  pacer.notice('download')
  expect(wakes).toEqual([['download']])
  vi.advanceTimersByTime(200)
  pacer.notice(undefined)
  expect(wakes).toEqual([['download'], undefined])
})

test('notices that follow are gathered into one, and none is lost', () => {
  const { pacer, wakes } = recorded()
  for (const name of ['download', 'resize', 'gallery', 'resize']) pacer.notice(name)
  expect(wakes).toEqual([['download']])
  vi.advanceTimersByTime(40)
  expect(wakes).toEqual([['download'], ['resize', 'gallery']])
  pacer.notice('resize')
  pacer.notice(undefined)
  vi.advanceTimersByTime(40)
  expect(wakes.at(-1)).toBeUndefined()
  expect(wakes).toHaveLength(3)
})

test('after it was closed nothing is passed on', () => {
  const { pacer, wakes } = recorded()
  pacer.notice('download')
  pacer.notice('resize')
  pacer.close()
  vi.advanceTimersByTime(1_000)
  expect(wakes).toEqual([['download']])
})
