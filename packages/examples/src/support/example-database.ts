import { startLocalMongo } from '@taskloom/local-mongo'

import { scratchDatabase, type ScratchDatabase } from './scratch-database.ts'

/**
 * A database for one example: on the server that `MONGODB_URI` names, or on one that is started for it.
 * At the end the database is dropped, and a server that was started is ended.
 */
export async function exampleDatabase(): Promise<ScratchDatabase> {
  const mongo = await startLocalMongo()
  const scratch = scratchDatabase(mongo.uri, 'taskloom-example')
  return {
    ...scratch,
    async [Symbol.asyncDispose]() {
      await scratch[Symbol.asyncDispose]()
      await mongo.stop()
    },
  }
}
