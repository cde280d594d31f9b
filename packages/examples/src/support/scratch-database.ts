import { randomBytes } from 'node:crypto'

import { MongoClient } from 'mongodb'

/** A database of its own for one run, which is dropped at the end: what `connect` takes. */
export interface ScratchDatabase extends AsyncDisposable {
  readonly client: MongoClient
  readonly database: string
}

/** Makes up a database on a server. Nothing is sent before it is used. */
export function scratchDatabase(uri: string, name: string): ScratchDatabase {
  const client = new MongoClient(uri)
  const database = `${name}-${randomBytes(6).toString('hex')}`
  return {
    client,
    database,
    async [Symbol.asyncDispose]() {
      await client.db(database).dropDatabase()
      await client.close()
    },
  }
}
