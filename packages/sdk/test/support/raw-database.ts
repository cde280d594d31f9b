import { MongoClient, type Collection, type Db } from 'mongodb'

import type {
  ContentDocument,
  LockDocument,
  PushDocument,
  TaskDocument,
} from '../../src/document/task-document.ts'
import { uri } from './test-loom.ts'

/** The collections of a test's database as they are, beside the SDK: to look, and to damage. */
export interface RawDatabase extends AsyncDisposable {
  readonly db: Db
  readonly tasks: Collection<TaskDocument>
  readonly contents: Collection<ContentDocument>
  readonly pushes: Collection<PushDocument>
  readonly locks: Collection<LockDocument>
  /** The stored document of a task; rejects when there is none. */
  task(id: string): Promise<TaskDocument>
}

export async function rawDatabase({ database }: { readonly database: string }): Promise<RawDatabase> {
  const client = await new MongoClient(uri).connect()
  const db = client.db(database)
  const tasks = db.collection<TaskDocument>('tasks')
  return {
    db,
    tasks,
    contents: db.collection('contents'),
    pushes: db.collection('pushes'),
    locks: db.collection('locks'),
    async task(id) {
      const found = await tasks.findOne({ _id: id })
      if (found === null) throw new Error(`There is no document ${id}.`)
      return found
    },
    [Symbol.asyncDispose]: () => client.close(),
  }
}
