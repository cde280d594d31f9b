import { MongoServerError, type ChangeStream, type Document, type ResumeToken } from 'mongodb'

import type { DagDocument, TaskDocument } from '../document/task-document.ts'
import type { Store } from './store.ts'

/** What a stream tells of: what became ready, or everything that a reader can see. */
export type StreamScope = 'ready' | 'everything'

/** Something that changed, as far as the stream says it. */
export type StoredChange =
  | {
      readonly of: 'task'
      readonly id: string
      readonly fields: Partial<TaskDocument>
      /** Whether these are the fields of the whole task: the server may log an update as a replacement. */
      readonly isWhole: boolean
    }
  | { readonly of: 'dag'; readonly id: string; readonly fields: Partial<DagDocument> }

export interface StreamEvents {
  /** Something became ready: the definition of an inserted task, or no name. */
  readonly onReady: (name: string | undefined) => void
  /** Called with the scope `everything` alone. */
  readonly onChange: (change: StoredChange) => void
  /** From now on nothing is missed. */
  readonly onOpen: () => void
  /** The stream has ended. */
  readonly onError: (error: unknown) => void
}

export interface StreamRequest {
  readonly scope: StreamScope
  /** Where an earlier stream of the same scope got to. */
  readonly resumeAfter?: ResumeToken
}

/** https://www.mongodb.com/docs/manual/changeStreams/ : a standalone has none, and never will. */
const notAReplicaSet = 40_573

/** https://www.mongodb.com/docs/manual/reference/error-codes/ : the place to go on from is gone, or no good. */
const lostHistory = new Set([136, 260, 280, 286])

/** A change stream that is being read. */
export interface OpenStream {
  /** How far it has got. */
  readonly resumeToken: ResumeToken
  close(): Promise<void>
}

/**
 * Opens the one change stream of the process. `undefined` when the server has none; an error of the stream
 * goes to `onError` and ends it.
 */
export function openStream(
  store: Store,
  { scope, resumeAfter }: StreamRequest,
  events: StreamEvents,
): OpenStream | undefined {
  if (store.topology === 'standalone') return undefined
  const options = { batchSize: 100, ...(resumeAfter === undefined ? {} : { resumeAfter }) }
  const stream: ChangeStream =
    scope === 'ready'
      ? store.tasks.watch(readyChanges, options)
      : store.tasks.db.watch(allChanges(store), options)
  let isClosed = false
  store.ownNews.isHeard = true
  void readAll(stream, store, events).catch((error: unknown) => {
    if (!isClosed) events.onError(error)
  })
  return {
    get resumeToken() {
      return stream.resumeToken
    },
    close: () => {
      isClosed = true
      return stream.close()
    },
  }
}

/** Reads until there is an error; the driver resumes by itself after one that it knows to be passing. */
async function readAll(stream: ChangeStream, store: Store, events: StreamEvents): Promise<never> {
  // Asks the server for the first changes and does not wait for any: afterwards nothing is missed.
  let change: unknown = await stream.tryNext()
  events.onOpen()
  for (;;) {
    if (change !== null) pass(change as RawChange, store, events)
    change = await stream.next()
  }
}

/** A change, as the projections of the pipelines leave it. */
interface RawChange {
  readonly operationType: string
  /** Absent in the narrow scope. */
  readonly ns?: { readonly coll?: string }
  readonly documentKey: { readonly _id: string }
  readonly fullDocument?: Partial<TaskDocument>
  readonly updateDescription?: { readonly updatedFields?: Partial<TaskDocument> & Partial<DagDocument> }
}

function pass(change: RawChange, { dags, ownNews }: Store, { onReady, onChange }: StreamEvents): void {
  const { operationType, ns, fullDocument } = change
  const id = change.documentKey._id
  const fields = fieldsOf(change)
  if (ns?.coll === dags.collectionName) return onChange({ of: 'dag', id, fields })
  const isNarrow = ns === undefined
  if (!isNarrow) onChange({ of: 'task', id, fields, isWhole: operationType === 'replace' })
  // The narrow scope has nothing but what became ready, and says so without the fields.
  const isReady = isNarrow || fields.ready === true
  if (isReady && !ownNews.isEcho(id)) onReady(fullDocument?.name)
}

function fieldsOf({
  fullDocument,
  updateDescription,
}: RawChange): Partial<TaskDocument> & Partial<DagDocument> {
  return fullDocument ?? updateDescription?.updatedFields ?? {}
}

const readyChanges: Document[] = [
  {
    $match: {
      $or: [
        { operationType: 'insert', 'fullDocument.ready': true },
        { operationType: 'update', 'updateDescription.updatedFields.ready': true },
      ],
    },
  },
  { $project: { operationType: 1, documentKey: 1, 'fullDocument.name': 1 } },
]

/** The fields that events are made of: never payloads, results, or errors with their stacks. */
const taskFields = [
  'name',
  'dagId',
  'state',
  'ready',
  'open',
  'attempt',
  'recoveries',
  'revision',
  'dueAt',
  'progress',
  'updatedAt',
  'resetAt',
  'settledAt',
  'groups.count',
] as const
const dagFields = ['finishedAt', 'outcome', 'counts'] as const

function updated(field: string): string {
  return `updateDescription.updatedFields.${field}`
}

/**
 * Every write that readers should hear of stamps `updatedAt`; renewals and hints do not. Staged tasks are
 * inserted without `open`, and heard of when they are released.
 */
function allChanges({ tasks, dags }: Store): Document[] {
  const exists = { $exists: true }
  const shown = [{ 'fullDocument.open': true }, { 'fullDocument.settledAt': exists }]
  const ofTasks = [
    { operationType: { $in: ['insert', 'replace'] }, $or: shown },
    { operationType: 'update', [updated('updatedAt')]: exists },
  ]
  return [
    {
      $match: {
        $or: [
          { 'ns.coll': tasks.collectionName, $or: ofTasks },
          { 'ns.coll': dags.collectionName, operationType: 'update', [updated('finishedAt')]: exists },
        ],
      },
    },
    {
      $project: {
        operationType: 1,
        ns: 1,
        documentKey: 1,
        ...Object.fromEntries(taskFields.map((field) => [`fullDocument.${field}`, 1])),
        ...Object.fromEntries([...taskFields, ...dagFields].map((field) => [updated(field), 1])),
      },
    },
  ]
}

/** Whether this error means that the server will never have change streams. */
export function isPermanent(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === notAReplicaSet
}

/** Whether a stream cannot go on where an earlier one got to. */
export function isHistoryLost(error: unknown): boolean {
  return error instanceof MongoServerError && lostHistory.has(Number(error.code))
}
