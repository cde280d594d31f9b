import type { TaskDocument } from '../../document/task-document.ts'
import { finisherHold } from '../finisher-hold.ts'
import type { Flagged } from '../flags.ts'
import type { Store } from '../store.ts'
import { reach } from '../write-points.ts'

/**
 * Lets the finisher of a DAG go.
 *
 * Before: all other tasks of the DAG have settled. After: it carries no such hold, and `recheck`: another hold or
 * a delay may stand against it. Returns the flag to resolve, where this call let it go. Emits nothing.
 */
export async function releaseFinisher(
  store: Store,
  { _id: id }: Pick<TaskDocument, '_id'>,
): Promise<Flagged[]> {
  const flag = store.unique()
  await reach('resolve.finisher')
  const { modifiedCount } = await store.tasks.updateOne(
    { _id: id, state: 'CREATED', holds: finisherHold },
    {
      $pull: { holds: finisherHold },
      $set: { blocked: true, recheck: flag },
      $currentDate: { flaggedAt: true, updatedAt: true },
    },
  )
  return modifiedCount === 0 ? [] : [{ id, flag, kind: 'recheck' }]
}

/**
 * Holds the finisher of a DAG again.
 *
 * Before: it was let go, and others of its DAG are open again. After: held, unless it was claimed. Emits nothing.
 */
export async function holdFinisher(store: Store, { _id: id }: Pick<TaskDocument, '_id'>): Promise<void> {
  await reach('resolve.finisher')
  await store.tasks.updateOne(
    { _id: id, state: 'CREATED', holds: { $ne: finisherHold } },
    {
      $push: { holds: { $each: [finisherHold], $position: 0 } },
      $set: { blocked: true },
      $unset: { ready: '' },
      $currentDate: { updatedAt: true },
    },
  )
}
