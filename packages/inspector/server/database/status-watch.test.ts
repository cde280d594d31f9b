import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { StatusWatch, watchTimes } from './status-watch.ts'
import { within } from './within.ts'

/** What a page may take to know, in milliseconds. */
const promised = 5_000

/** How much of it is left to the way to the page. */
const toTell = 1_000

const answers = async (): Promise<void> => undefined
const hangs = (): Promise<void> => new Promise(() => undefined)

let sign: () => Promise<void>
let watch: StatusWatch
let told: string[]

beforeEach(async () => {
  vi.useFakeTimers()
  sign = answers
  told = []
  watch = new StatusWatch(() => within(watchTimes.patience, sign()))
  watch.onStatus(({ status }) => told.push(status))
  watch.attend()
  await watch.first
})

afterEach(() => {
  watch.close()
  vi.useRealTimers()
})

describe('the watch over the database', () => {
  it.each([0, 500, 999])('knows in time of one that hangs from %i ms after a look on', async (later) => {
    await vi.advanceTimersByTimeAsync(later)
    sign = hangs
    await vi.advanceTimersByTimeAsync(promised - toTell)
    expect(told).toEqual(['up', 'down'])
    expect(watch.status).toMatchObject({
      status: 'down',
      error: expect.stringContaining('timed out') as string,
    })
  })

  it.each([0, 1_000, 1_999, 3_999])('knows in time of one that answers again after %i ms', async (later) => {
    sign = hangs
    await vi.advanceTimersByTimeAsync(promised)
    await vi.advanceTimersByTimeAsync(later)
    sign = answers
    await vi.advanceTimersByTimeAsync(promised - toTell)
    expect(told).toEqual(['up', 'down', 'up'])
  })

  it('tries one that is away for ever, and leaves one alone that nobody looks at', async () => {
    sign = vi.fn<typeof hangs>(hangs)
    await vi.advanceTimersByTimeAsync(10 * watchTimes.attention)
    const tries = vi.mocked(sign).mock.calls.length
    await vi.advanceTimersByTimeAsync(promised)
    expect(vi.mocked(sign).mock.calls.length).toBeGreaterThan(tries)
    sign = vi.fn<typeof answers>(answers)
    await vi.advanceTimersByTimeAsync(10 * watchTimes.attention)
    const looks = vi.mocked(sign).mock.calls.length
    await vi.advanceTimersByTimeAsync(promised)
    expect(vi.mocked(sign).mock.calls.length).toBe(looks)
  })
})
