import { connectClient } from '../connect-client.ts'

/** Drops a database, through a connection of its own: the one that used it is closed by now. */
export async function dropDatabase(uri: string, database: string): Promise<void> {
  const client = await connectClient(uri)
  try {
    await client.db(database).dropDatabase()
  } finally {
    await client.close()
  }
}
