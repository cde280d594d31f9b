import type { MongoClient } from 'mongodb'

import { connectClient } from '../../connect-client.ts'
import { indexes } from '../../indexes.ts'

/** Where tasks are: what `connect` takes. */
export interface QueuePlace {
  readonly database: string
  readonly prefix: string
}

/** How many databases are looked at. */
const databasesAtMost = 1_000

const signature = indexes.find(({ collection, name }) => collection === 'tasks' && name === 'hot')

/**
 * Finds the databases of a server, and the prefixes in them, that hold tasks: those whose collection bears the
 * index from which tasks are claimed.
 * @throws TaskloomError `CONNECTION_FAILED`, `INVALID_OPTION`.
 */
export async function findQueues({ uri }: { readonly uri: string }): Promise<QueuePlace[]> {
  const client = await connectClient(uri)
  try {
    const { databases } = await client.db().admin().listDatabases({ nameOnly: true })
    const names = databases
      .map(({ name }) => name)
      .filter((name) => !['admin', 'config', 'local'].includes(name))
    const places: QueuePlace[] = []
    for (const database of names.slice(0, databasesAtMost).toSorted())
      places.push(...(await findInDatabase(client, database)))
    return places
  } finally {
    await client.close()
  }
}

async function findInDatabase(client: MongoClient, database: string): Promise<QueuePlace[]> {
  const db = client.db(database)
  const collections = await db.listCollections({}, { nameOnly: true }).toArray()
  const places: QueuePlace[] = []
  for (const name of collections.map((each) => each.name).toSorted()) {
    if (!name.endsWith('tasks')) continue
    // It may have been dropped since.
    const found = await db
      .collection(name)
      .indexes()
      .catch(() => [])
    if (found.some(({ key }) => JSON.stringify(key) === JSON.stringify(signature?.key)))
      places.push({ database, prefix: name.slice(0, -'tasks'.length) })
  }
  return places
}
