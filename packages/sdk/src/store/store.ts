import { randomBytes } from 'node:crypto'

import type { MongoClient } from 'mongodb'

import { newTaskId } from '../define/task-id.ts'
import { openCollections, type CollectionOptions, type Collections } from './collections.ts'
import { OwnNews } from './own-news.ts'
import { openServerClock, type ServerClock } from './server-clock.ts'
import { describeServer, type ServerDescription } from './server.ts'

/** What every operation of the store works with. */
export interface Store extends Collections {
  readonly client: MongoClient
  readonly database: string
  readonly topology: ServerDescription['topology']
  readonly clock: ServerClock
  readonly ownNews: OwnNews
  /** This process, as leases and locks name it. */
  readonly processId: string
  /** A string that was never used before: for flags, claim tokens and push ids. */
  unique(): string
  newDagId(): string
}

export async function openStore(options: CollectionOptions): Promise<Store> {
  const { topology } = await describeServer(options.client, options.database)
  const processId = `${process.pid}-${randomBytes(6).toString('hex')}`
  let counter = 0
  return {
    ...openCollections(options, topology),
    client: options.client,
    database: options.database,
    topology,
    clock: await openServerClock(options.client, options.database),
    ownNews: new OwnNews(),
    processId,
    newDagId: newTaskId,
    unique: () => `${processId}-${(counter += 1)}`,
  }
}
