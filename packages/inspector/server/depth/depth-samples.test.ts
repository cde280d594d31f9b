import type { ViewCounts } from '@taskloom/sdk/inspect'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { DepthSamples, type Sample } from './depth-samples.ts'

beforeEach(() => void vi.useFakeTimers({ now: 0 }))
afterEach(() => void vi.useRealTimers())

const minute = 60_000

/** Answers with these counts, one after the other; the last one stays. */
function counting(...answers: readonly (ViewCounts | Error)[]) {
  let calls = 0
  return vi.fn<() => Promise<Sample>>(async () => {
    const answer = answers[Math.min(calls, answers.length - 1)]
    calls += 1
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error('Nothing.')
    return { at: Date.now(), counts: answer }
  })
}

it('has the last count of every step, of the states of which there was something', async () => {
  const samples = new DepthSamples(counting({ ready: 3 }, { ready: 2 }, { running: 5 }, { running: 1 }))
  samples.attend()
  await vi.advanceTimersByTimeAsync(1.5 * minute)
  expect(samples.within({ from: -minute, step: minute, length: 4 })).toEqual({
    from: 0,
    states: [
      { state: 'ready', counts: [null, 2, 0, null] },
      { state: 'running', counts: [null, 0, 1, null] },
    ],
  })
  samples.close()
})

it('has a gap where the database was away', async () => {
  const samples = new DepthSamples(counting({ ready: 1 }, new Error('Away.'), { ready: 4 }))
  samples.attend()
  await vi.advanceTimersByTimeAsync(minute)
  expect(samples.within({ from: 0, step: minute / 2, length: 3 })).toEqual({
    from: 0,
    states: [{ state: 'ready', counts: [1, null, 4] }],
  })
  samples.close()
})

it('counts nothing before somebody looks, nor when nobody has looked for a working day', async () => {
  const read = counting({ ready: 1 })
  const samples = new DepthSamples(read)
  await vi.advanceTimersByTimeAsync(60 * minute)
  expect(read).not.toHaveBeenCalled()
  samples.attend()
  await vi.advanceTimersByTimeAsync(9 * 60 * minute)
  const calls = read.mock.calls.length
  await vi.advanceTimersByTimeAsync(60 * minute)
  expect(read).toHaveBeenCalledTimes(calls)
  samples.attend()
  await vi.advanceTimersByTimeAsync(0)
  expect(read).toHaveBeenCalledTimes(calls + 1)
  samples.close()
})

it('says since when it counts also where there was nothing, and counts no state beyond 10,000', async () => {
  const idle = new DepthSamples(counting({ finished: 3 }))
  const busy = new DepthSamples(counting({ ready: 50_000 }))
  const minutes = { from: 0, step: minute, length: 1 }
  expect(idle.within(minutes)).toEqual({ states: [] })
  for (const samples of [idle, busy]) samples.attend()
  await vi.advanceTimersByTimeAsync(0)
  expect(idle.within(minutes)).toEqual({ from: 0, states: [] })
  expect(busy.within(minutes).states).toEqual([{ state: 'ready', counts: [10_000] }])
  for (const samples of [idle, busy]) samples.close()
})

it('is not begun again once it was closed', async () => {
  const read = counting({ ready: 1 })
  const samples = new DepthSamples(read)
  samples.close()
  samples.attend()
  await vi.advanceTimersByTimeAsync(minute)
  expect(read).not.toHaveBeenCalled()
})
