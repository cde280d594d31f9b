import { MongoClient } from 'mongodb'

import { TaskloomError } from '../errors.ts'

/**
 * Opens a client of our own.
 * @throws TaskloomError `CONNECTION_FAILED` when no server answers within five seconds, `INVALID_OPTION` when the
 *   URI cannot be read; its password is not part of the message.
 */
export async function connectClient(uri: string): Promise<MongoClient> {
  const client = makeClient(uri)
  try {
    return await client.connect()
  } catch (cause) {
    await client.close()
    throw new TaskloomError(
      'CONNECTION_FAILED',
      `No MongoDB answers at ${withoutCredentials(uri)}: ${cause instanceof Error ? cause.message : String(cause)}. Check the address, and that the server runs.`,
      { cause },
    )
  }
}

function makeClient(uri: string): MongoClient {
  try {
    return new MongoClient(uri, { serverSelectionTimeoutMS: 5_000, appName: 'taskloom' })
  } catch (cause) {
    throw new TaskloomError(
      'INVALID_OPTION',
      `The \`uri\` ${withoutCredentials(uri)} is no address of MongoDB: ${cause instanceof Error ? cause.message : String(cause)}.`,
      { cause },
    )
  }
}

/** Where a client is connected to, as far as it tells two databases apart. */
export function hostsOf(client: MongoClient): string {
  return client.options.hosts.map(String).join(',')
}

function withoutCredentials(uri: string): string {
  // Up to the last @: a password that should have been escaped may hold others, and slashes.
  return uri.replace(/\/\/.*@/s, '//')
}

export type { MongoClient } from 'mongodb'
