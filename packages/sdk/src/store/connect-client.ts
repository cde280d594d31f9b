import { MongoClient } from 'mongodb'

import { TaskloomError } from '../errors.ts'

/**
 * Opens a client of our own.
 * @throws TaskloomError `CONNECTION_FAILED` when no server answers within five seconds; the password of the
 *   URI is not part of the message.
 */
export async function connectClient(uri: string): Promise<MongoClient> {
  let client: MongoClient | undefined
  try {
    client = new MongoClient(uri, { serverSelectionTimeoutMS: 5_000, appName: 'taskloom' })
    return await client.connect()
  } catch (cause) {
    await client?.close()
    throw new TaskloomError(
      'CONNECTION_FAILED',
      `No MongoDB answers at ${withoutCredentials(uri)}: ${cause instanceof Error ? cause.message : String(cause)}. Check the address, and that the server runs.`,
      { cause },
    )
  }
}

/** Where a client is connected to, as far as it tells two databases apart. */
export function hostsOf(client: MongoClient): string {
  return client.options.hosts.map(String).join(',')
}

function withoutCredentials(uri: string): string {
  return uri.replace(/\/\/[^@/]*@/, '//')
}

export type { MongoClient } from 'mongodb'
