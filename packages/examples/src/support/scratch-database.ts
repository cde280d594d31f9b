import { randomBytes } from 'node:crypto'

import { MongoClient } from 'mongodb'

/** A database of its own for one run, which is dropped at the end. */
export interface ScratchDatabase extends AsyncDisposable {
  readonly client: MongoClient
  readonly database: string
}

export function scratchDatabase(uri: string): ScratchDatabase {
  const client = new MongoClient(uri)
  const database = `taskloom-demo-${randomBytes(6).toString('hex')}`
  return {
    client,
    database,
    async [Symbol.asyncDispose]() {
      await client.db(database).dropDatabase()
      await client.close()
    },
  }
}
