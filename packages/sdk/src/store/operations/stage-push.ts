import { MongoBulkWriteError, MongoServerError } from 'mongodb'

import { defaults } from '../../defaults.ts'
import type { DagDocument, PushDocument } from '../../document/task-document.ts'
import { inChunks } from '../chunks.ts'
import type { PlannedTask } from '../plan.ts'
import type { Store } from '../store.ts'
import { reach } from '../write-points.ts'
import { recordKept } from './keep-records.ts'

/**
 * Writes the records of a push and of its DAG. From here on the sweeper knows of them.
 *
 * Before: nothing. After: a `STAGED` record, heartbeated by `beatPushes`. Emits nothing.
 */
export async function recordPush(store: Store, push: PushRecord): Promise<void> {
  await reach('push.record')
  const record: PushDocument = {
    _id: push.id,
    dagId: push.dagId,
    state: 'STAGED',
    heartbeatAt: store.clock.now(),
  }
  await store.pushes.insertOne(record)
  await reach('push.record')
  const dag: DagDocument = {
    _id: push.dagId,
    pushId: push.id,
    taskCount: push.taskCount,
    createdAt: push.createdAt,
    purgeAt: recordKept(push.purgeAt),
    revision: 0,
    ...push.dag,
  }
  await store.dags.insertOne(dag)
}

/** What the records of a push and its DAG say. */
export interface PushRecord extends Pick<DagDocument, 'taskCount' | 'createdAt' | 'purgeAt'> {
  readonly id: string
  readonly dagId: string
  /** What is said of the DAG as a whole. */
  readonly dag: Pick<DagDocument, 'tags' | 'metadata' | 'deadlineAt' | 'onFinished'>
}

/** Tells the sweeper that the pushers are alive, or that it has looked at what they left: it comes back in a minute. */
export async function beatPushes(store: Store, pushIds: readonly string[]): Promise<void> {
  if (pushIds.length > 0)
    await store.pushes.updateMany({ _id: { $in: [...pushIds] } }, { $currentDate: { heartbeatAt: true } })
}

/**
 * Inserts the tasks of a push, which nobody sees yet.
 *
 * Before: a `STAGED` record. After: every task is `STAGED`, its large payload is in `contents`.
 * Returns nothing; reports after every chunk how many are stored. Emits nothing.
 * @throws the driver's error; `isDuplicateKey` tells whether tasks are there already, from an earlier try.
 */
export async function stagePush(
  store: Store,
  planned: readonly PlannedTask[],
  onStored: (count: number) => void,
): Promise<void> {
  let stored = 0
  for (const chunk of inChunks(planned, defaults.chunk)) {
    await reach('push.chunk')
    await store.tasks.insertMany(
      chunk.map(({ task }) => task),
      { ordered: false },
    )
    // After their tasks: an abort finds large payloads by the staged tasks that own them.
    const contents = chunk.flatMap(({ content }) => (content === undefined ? [] : [content]))
    if (contents.length > 0) {
      await reach('push.contents')
      await store.contents.insertMany(contents, { ordered: false })
    }
    stored += chunk.length
    onStored(stored)
  }
}

/** https://www.mongodb.com/docs/manual/reference/error-codes/ : DuplicateKey. */
const duplicateKey = 11_000

/** Whether a write was refused for the reason alone that its documents exist already. */
export function isDuplicateKey(error: unknown): boolean {
  if (error instanceof MongoBulkWriteError)
    return [error.writeErrors].flat().every(({ code }) => code === duplicateKey)
  return error instanceof MongoServerError && error.code === duplicateKey
}

/**
 * Makes a push final: from here on it will be released, by its pusher or by the sweeper.
 *
 * Before: every task of it is stored. After: its record is `OPEN`.
 * Returns false when the sweeper took the pusher for dead and aborted the push. When the answer was lost, or the
 * server did it twice, the record says whether the push was opened. Emits nothing.
 */
export async function openPush(store: Store, pushId: string): Promise<boolean> {
  await reach('push.open')
  try {
    const { matchedCount } = await store.pushes.updateOne(
      { _id: pushId, state: 'STAGED' },
      { $set: { state: 'OPEN' }, $currentDate: { heartbeatAt: true } },
    )
    return matchedCount === 1 || (await isOpened(store, pushId))
  } catch (error) {
    if (await isOpened(store, pushId)) return true
    throw error
  }
}

async function isOpened(store: Store, _id: string): Promise<boolean> {
  const record = await store.pushes.findOne({ _id }, { projection: { state: 1 } })
  return record?.state === 'OPEN' || record?.state === 'RELEASED'
}
