import type { MongoClient } from 'mongodb'

import { describeServer } from './server.ts'

/**
 * The server's time, as far as this process knows it: one read of the server's clock, carried on by the
 * process's monotonic clock. For inserts and range filters, which cannot say `$$NOW`; claims, renewals and
 * settles take the time on the server itself.
 */
export interface ServerClock {
  now(): Date
  /** Reads the server's clock again. */
  synchronise(): Promise<void>
}

export async function openServerClock(client: MongoClient, database: string): Promise<ServerClock> {
  let offset = 0
  const synchronise = async (): Promise<void> => {
    const before = performance.now()
    const { localTime } = await describeServer(client, database)
    offset = localTime.getTime() - (before + performance.now()) / 2
  }
  await synchronise()
  return { now: () => new Date(Math.round(performance.now() + offset)), synchronise }
}
