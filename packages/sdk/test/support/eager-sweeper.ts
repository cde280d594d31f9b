import { expect, vi } from 'vitest'

import type { RawDatabase } from './raw-database.ts'

export const patient = { timeout: 30_000, interval: 5 }

/** A sweeper that looks often. */
export const eager = { sweeper: true, times: { sweepTick: '20ms' } } as const

/** Waits until the holder of a duty has come back to it so often. */
export async function untilTicks({ locks }: RawDatabase, duty: string, ticks: number): Promise<void> {
  const seen = new Set<number>()
  await vi.waitFor(async () => {
    seen.add(Number((await locks.findOne({ _id: duty }))?.until))
    expect(seen.size).toBeGreaterThan(ticks)
  }, patient)
}
