import { MongoClient } from 'mongodb'

import type { Topology } from '../local-mongo.ts'

/** What a server says of itself. */
export interface ServerFacts {
  readonly topology: Topology
  readonly replicaSet: string | undefined
  readonly version: string
}

/** Where to connect to, and for how long to try. */
export interface Connection {
  readonly uri: string
  readonly timeoutMilliseconds: number
  /** Hangs up at once. */
  readonly signal?: AbortSignal
}

interface Hello {
  readonly setName?: string
  readonly msg?: string
  readonly isWritablePrimary?: boolean
}

/** Connects to a server, asks what it is and hangs up. Throws the driver's error if it does not answer. */
export async function inspectServer(connection: Connection): Promise<ServerFacts> {
  return await withClient(connection, async (client) => {
    const hello = (await client.db('admin').command({ hello: 1 })) as Hello
    if (!hello.isWritablePrimary) throw new Error('the server is not a writable primary')
    const { version } = (await client.db('admin').command({ buildInfo: 1 })) as { version?: string }
    // A `mongos` answers `isdbgrid`: a sharded cluster has transactions and change streams too.
    const replicated = hello.setName !== undefined || hello.msg === 'isdbgrid'
    return {
      topology: replicated ? 'replica-set' : 'standalone',
      replicaSet: hello.setName,
      version: version ?? 'unknown',
    }
  })
}

/** Lends a connected client to `use`, and closes it. */
export async function withClient<Result>(
  { uri, timeoutMilliseconds, signal }: Connection,
  use: (client: MongoClient) => Promise<Result>,
): Promise<Result> {
  const client = new MongoClient(uri, {
    serverSelectionTimeoutMS: timeoutMilliseconds,
    connectTimeoutMS: timeoutMilliseconds,
  })
  const hangUp = () => void client.close()
  signal?.addEventListener('abort', hangUp)
  try {
    await client.connect()
    return await use(client)
  } finally {
    signal?.removeEventListener('abort', hangUp)
    await client.close()
  }
}
