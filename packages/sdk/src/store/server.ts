import type { MongoClient } from 'mongodb'

/** What the server says of itself. Change streams, sessions and majority reads need more than a standalone. */
export interface ServerDescription {
  readonly topology: 'standalone' | 'replica-set' | 'sharded'
  readonly localTime: Date
}

export async function describeServer(client: MongoClient, database: string): Promise<ServerDescription> {
  const hello = await client.db(database).command({ hello: 1 })
  const topology =
    typeof hello['setName'] === 'string'
      ? 'replica-set'
      : hello['msg'] === 'isdbgrid'
        ? 'sharded'
        : 'standalone'
  return { topology, localTime: hello['localTime'] as Date }
}

/** Asks whether the server answers; rejects when it does not within this many milliseconds. */
export async function ping(client: MongoClient, database: string, milliseconds: number): Promise<void> {
  let timeout: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    const error = new Error(`The database has not answered for ${milliseconds / 1_000} s.`)
    timeout = setTimeout(() => reject(error), milliseconds)
  })
  try {
    await Promise.race([client.db(database).command({ ping: 1 }), tooLate])
  } finally {
    clearTimeout(timeout)
  }
}
