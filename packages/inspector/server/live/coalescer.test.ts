import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { Coalescer } from './coalescer.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('acts at once, and then once in an interval', async () => {
  const at: number[] = []
  const coalescer = new Coalescer({ interval: 100 }, () => void at.push(performance.now()))
  const from = performance.now()
  for (let times = 0; times < 50; times += 1) {
    coalescer.ask()
    await vi.advanceTimersByTimeAsync(10)
  }
  expect(at.map((time) => Math.round(time - from))).toEqual([0, 100, 200, 300, 400, 500])
})

it('acts early once, and then once in an interval', async () => {
  const at: number[] = []
  const coalescer = new Coalescer({ interval: 100, early: 80 }, () => void at.push(performance.now()))
  const from = performance.now()
  for (let times = 0; times < 50; times += 1) {
    coalescer.ask()
    await vi.advanceTimersByTimeAsync(10)
  }
  expect(at.map((time) => Math.round(time - from))).toEqual([0, 20, 120, 220, 320, 420])
})

it('is not early again before there was a quiet interval', async () => {
  const at: number[] = []
  const coalescer = new Coalescer({ interval: 100, early: 80 }, () => void at.push(performance.now()))
  const from = performance.now()
  for (const pause of [0, 20, 100, 200, 20]) {
    await vi.advanceTimersByTimeAsync(pause)
    coalescer.ask()
  }
  await vi.advanceTimersByTimeAsync(500)
  expect(at.map((time) => Math.round(time - from))).toEqual([0, 20, 120, 320, 340])
})

it('acts once more for what was asked for meanwhile, and never twice at a time', async () => {
  let running = 0
  const act = vi.fn<() => Promise<void>>(async () => {
    running += 1
    expect(running).toBe(1)
    await new Promise((resolve) => void setTimeout(resolve, 300))
    running -= 1
  })
  const coalescer = new Coalescer({ interval: 100 }, act)
  coalescer.ask()
  await vi.advanceTimersByTimeAsync(150)
  coalescer.ask()
  coalescer.ask()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(act).toHaveBeenCalledTimes(2)
})

it('does nothing any more when it was stopped', async () => {
  const act = vi.fn<() => void>()
  const coalescer = new Coalescer({ interval: 100 }, act)
  coalescer.ask()
  coalescer.ask()
  coalescer.stop()
  await vi.advanceTimersByTimeAsync(500)
  expect(act).toHaveBeenCalledTimes(1)
})
