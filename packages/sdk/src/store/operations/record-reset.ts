import type { ResetDocument, ResetKind } from '../../document/task-document.ts'
import { inChunks } from '../chunks.ts'
import type { Store } from '../store.ts'
import { reach } from '../write-points.ts'
import { closeDags, type ClosedDags } from './close-dags.ts'
import { recordKept } from './keep-records.ts'

export interface NewReset {
  readonly kind: ResetKind
  readonly dagIds: readonly string[]
  readonly purgeAt: Date
}

/**
 * Writes the record of a reset, and opens the records of its DAGs again.
 *
 * Before: the lock of resets is held. After: a `HOLDING` record; the DAGs say that a reset is under way in them,
 * and nothing of how they had ended. Emits nothing.
 */
export async function recordReset(store: Store, reset: NewReset): Promise<ResetDocument> {
  const record: ResetDocument = {
    _id: store.unique(),
    state: 'HOLDING',
    startedAt: store.clock.now(),
    ...reset,
  }
  await reach('reset.record')
  await store.resets.insertOne(record)
  await openDags(store, record, reset.dagIds)
  return record
}

/** Adds DAGs to a reset that turned out to reach further. Before, after: `HOLDING`. Emits nothing. */
export async function widenReset(
  store: Store,
  record: ResetDocument,
  dagIds: readonly string[],
): Promise<ResetDocument> {
  const more = dagIds.filter((id) => !record.dagIds.includes(id))
  if (more.length === 0) return record
  await reach('reset.record')
  await store.resets.updateOne({ _id: record._id }, { $addToSet: { dagIds: { $each: more } } })
  await openDags(store, record, more)
  return { ...record, dagIds: [...record.dagIds, ...more] }
}

async function openDags(store: Store, { _id }: ResetDocument, dagIds: readonly string[]): Promise<void> {
  for (const chunk of inChunks(dagIds)) {
    await reach('reset.reopen')
    await store.dags.updateMany(
      { _id: { $in: chunk }, resets: { $ne: _id } },
      {
        $addToSet: { resets: _id },
        $inc: { revision: 1 },
        $unset: { finishedAt: '', outcome: '', counts: '' },
      },
    )
  }
}

/**
 * Makes a reset final: from here on it will be finished, by whoever is alive.
 *
 * Before: all its tasks are held. After: `RESETTING`. Returns false when it was taken for dead and undone;
 * a server that did it twice is asked.
 * Emits nothing.
 */
export async function commitReset(store: Store, { _id }: ResetDocument): Promise<boolean> {
  await reach('reset.commit')
  const { matchedCount } = await store.resets.updateOne(
    { _id, state: 'HOLDING' },
    { $set: { state: 'RESETTING' } },
  )
  return matchedCount === 1 || (await store.resets.findOne({ _id, state: 'RESETTING' })) !== null
}

/**
 * Makes sure that a reset never becomes final, so that what it holds can be let go.
 *
 * Before: any part of its tasks is held. After: `UNDOING`. Returns false when it is final already, and to be
 * finished instead. A repeat does no harm. Emits nothing.
 */
export async function revokeReset(store: Store, { _id }: ResetDocument): Promise<boolean> {
  await reach('reset.undo')
  const { matchedCount } = await store.resets.updateOne(
    { _id, state: { $in: ['HOLDING', 'UNDOING', 'UNDONE'] } },
    { $set: { state: 'UNDOING' } },
  )
  return matchedCount === 1 || (await store.resets.findOne({ _id, state: 'RESETTING' })) === null
}

/**
 * Takes a reset out of the books.
 *
 * Before: none of its tasks is held any more. After: its DAGs can finish, and do so if nothing in them is open;
 * they are remembered as long as their tasks. A reset that was done has no record; one that was `UNDONE` keeps it
 * for a while, because a slow process may still be holding tasks for it.
 * Returns which of them finished, and the flags of finishers that it let go, for the resolver. Emits: dag finished
 * (through the caller).
 */
export async function closeReset(store: Store, record: ResetDocument, isDone: boolean): Promise<ClosedDags> {
  const purgeAt = recordKept(record.purgeAt)
  for (const chunk of inChunks(record.dagIds)) {
    await reach('reset.close')
    await store.dags.updateMany(
      { _id: { $in: chunk }, resets: record._id },
      {
        $pull: { resets: record._id },
        $inc: { revision: 1 },
        ...(isDone ? { $max: { purgeAt } } : {}),
      },
    )
  }
  const closed = await closeDags(store, record.dagIds)
  await reach('reset.close')
  if (isDone) await store.resets.deleteOne({ _id: record._id })
  else await store.resets.updateOne({ _id: record._id }, { $set: { state: 'UNDONE' } })
  return closed
}
