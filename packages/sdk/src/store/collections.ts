import { ReadConcern, type Collection, type MongoClient } from 'mongodb'

import type { RollupDocument } from '../document/rollup.ts'
import type {
  ContentDocument,
  DagDocument,
  LockDocument,
  PauseDocument,
  PushDocument,
  ResetDocument,
  TaskDocument,
  WorkerDocument,
} from '../document/task-document.ts'
import type { ServerDescription } from './server.ts'

/** The collections of one loom. */
export interface Collections {
  readonly tasks: Collection<TaskDocument>
  readonly contents: Collection<ContentDocument>
  readonly dags: Collection<DagDocument>
  readonly pushes: Collection<PushDocument>
  readonly resets: Collection<ResetDocument>
  readonly locks: Collection<LockDocument>
  readonly workers: Collection<WorkerDocument>
  readonly pauses: Collection<PauseDocument>
  readonly rollups: Collection<RollupDocument>
}

export interface CollectionOptions {
  readonly client: MongoClient
  readonly database: string
  readonly prefix: string
}

/**
 * Opens the collections with the settings that the protocol relies on, also on a client that the user brought:
 * majority writes and reads, from the primary, longs kept as longs, undefined fields left out.
 * A standalone has no majority; there an acknowledged write is all that there is.
 */
export function openCollections(
  { client, database, prefix }: CollectionOptions,
  topology: ServerDescription['topology'],
): Collections {
  const db = client.db(database, {
    writeConcern: { w: 'majority' },
    readConcern: new ReadConcern(topology === 'standalone' ? 'local' : 'majority'),
    readPreference: 'primary',
    promoteLongs: false,
    promoteBuffers: false,
    ignoreUndefined: true,
  })
  return {
    tasks: db.collection(`${prefix}tasks`),
    contents: db.collection(`${prefix}contents`),
    dags: db.collection(`${prefix}dags`),
    pushes: db.collection(`${prefix}pushes`),
    resets: db.collection(`${prefix}resets`),
    locks: db.collection(`${prefix}locks`),
    workers: db.collection(`${prefix}workers`),
    pauses: db.collection(`${prefix}pauses`),
    rollups: db.collection(`${prefix}rollups`),
  }
}
