import type { MongoClient } from 'mongodb'

import { describeServer } from './server.ts'

/**
 * The server's time, as far as this process knows it: one read of the server's clock, carried on by the
 * process's monotonic clock. For inserts and range filters, which cannot say `$$NOW`; claims, renewals and
 * settles take the time on the server itself.
 */
export interface ServerClock {
  now(): Date
  /**
   * Reads the server's clock again if the last time is a minute ago, or if the machine was asleep since: its
   * monotonic clock stood still, and its other one did not.
   */
  refresh(): Promise<void>
}

/** In milliseconds. */
const longestWithoutRead = 60_000
/** By how many milliseconds the two clocks of a process may move apart before it is taken for sleep. */
const largestDrift = 1_000

export async function openServerClock(client: MongoClient, database: string): Promise<ServerClock> {
  let offset = 0
  let [readAt, apart] = [0, 0]
  const read = async (): Promise<void> => {
    const before = performance.now()
    const { localTime } = await describeServer(client, database)
    readAt = performance.now()
    apart = Date.now() - readAt
    offset = localTime.getTime() - (before + readAt) / 2
  }
  const isStale = (): boolean =>
    performance.now() - readAt > longestWithoutRead ||
    Math.abs(Date.now() - performance.now() - apart) > largestDrift
  await read()
  return {
    now: () => new Date(Math.round(performance.now() + offset)),
    refresh: async () => {
      if (isStale()) await read()
    },
  }
}
