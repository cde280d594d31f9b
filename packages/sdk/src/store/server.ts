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
