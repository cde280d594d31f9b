import { MongoServerError, type ChangeStream } from 'mongodb'

import type { Store } from './store.ts'

/** What became ready, as far as the stream says it: the definition of an inserted task, or no name. */
export type ReadyNotice = string | undefined

/** https://www.mongodb.com/docs/manual/changeStreams/ : a standalone has none, and never will. */
const notAReplicaSet = 40_573

/**
 * One change stream of what becomes ready, shared by the whole process.
 * `undefined` when the server has none; an error of the stream goes to `onError` and ends it.
 */
export function watchReady(
  store: Store,
  events: { readonly onReady: (name: ReadyNotice) => void; readonly onError: (error: unknown) => void },
): ChangeStream | undefined {
  if (store.topology === 'standalone') return undefined
  const stream = store.tasks.watch(
    [
      {
        $match: {
          $or: [
            { operationType: 'insert', 'fullDocument.ready': true },
            { operationType: 'update', 'updateDescription.updatedFields.ready': true },
          ],
        },
      },
      { $project: { operationType: 1, 'fullDocument.name': 1 } },
    ],
    { batchSize: 100 },
  )
  stream.on('change', (change) => {
    const { fullDocument } = change as { readonly fullDocument?: { readonly name?: string } }
    events.onReady(fullDocument?.name)
  })
  stream.on('error', events.onError)
  return stream
}

/** Whether this error means that the server will never have change streams. */
export function isPermanent(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === notAReplicaSet
}
