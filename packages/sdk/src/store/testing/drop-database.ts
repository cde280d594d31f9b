import { connectClient } from '../connect-client.ts'

/** Drops a database through a client of its own: that of the loom may be closed already. */
export async function dropDatabase(uri: string, database: string): Promise<void> {
  const client = await connectClient(uri)
  try {
    await client.db(database).dropDatabase()
  } finally {
    await client.close()
  }
}
