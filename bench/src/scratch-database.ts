import { randomBytes } from 'node:crypto'

import { connect, type Loom } from '@taskloom/sdk'
import { MongoClient, type Db } from 'mongodb'

/** Looks at the commands of a client. */
interface CommandWatch {
  watch(client: MongoClient): void
}

/** A database of its own for one measurement, which is dropped at the end. */
export interface ScratchDatabase extends AsyncDisposable {
  /** The driver's view of it, with the write concern that Taskloom has. */
  readonly db: Db
  /** Opens a loom on it, which is closed at the end. */
  openLoom(options?: { readonly sweeper?: boolean }): Promise<Loom>
}

/** Opens a scratch database; its commands are shown to the watch that is given. */
export async function openScratch(uri: string, commandWatch?: CommandWatch): Promise<ScratchDatabase> {
  const client = new MongoClient(uri, { monitorCommands: commandWatch !== undefined })
  commandWatch?.watch(client)
  await client.connect()
  const database = `taskloom-bench-${randomBytes(6).toString('hex')}`
  const db = client.db(database, { writeConcern: { w: 'majority' } })
  const looms: Loom[] = []
  return {
    db,
    async openLoom(options = {}) {
      const loom = await connect({ client, database, ...options })
      looms.push(loom)
      return loom
    },
    async [Symbol.asyncDispose]() {
      try {
        // What still writes would bring the database back after it was dropped.
        await Promise.allSettled(looms.map((loom) => loom.close()))
        await db.dropDatabase()
      } finally {
        await client.close()
      }
    },
  }
}
