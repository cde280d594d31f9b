import { MongoClient } from 'mongodb'

import { mongoUri } from './server.ts'

/** The databases on the server of the tests whose names begin like this. */
export async function databasesOf(prefix: string): Promise<string[]> {
  const client = new MongoClient(mongoUri)
  try {
    const { databases } = await client.db().admin().listDatabases({ nameOnly: true })
    return databases.map(({ name }) => name).filter((name) => name.startsWith(prefix))
  } finally {
    await client.close()
  }
}

/** Whether a database exists on the server of the tests. */
export async function databaseExists(name: string): Promise<boolean> {
  return (await databasesOf(name)).length > 0
}

/** Drops a database on the server of the tests. */
export async function dropDatabase(name: string): Promise<void> {
  const client = new MongoClient(mongoUri)
  try {
    await client.db(name).dropDatabase()
  } finally {
    await client.close()
  }
}
