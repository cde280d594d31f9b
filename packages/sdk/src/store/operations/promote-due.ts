import type { TaskDocument } from '../../document/task-document.ts'
import { flagAll, type Flagged } from '../flags.ts'
import type { Store } from '../store.ts'
import { reach } from '../write-points.ts'

/**
 * Lets delayed tasks whose time has come be looked at.
 *
 * Before: `CREATED`, blocked, `dueAt` has passed. After: no `dueAt`, and `recheck`: whether it is ready is the
 * dependency rule's to say. Returns the flags to resolve. Emits nothing.
 */
export async function promoteDue(store: Store, limit: number): Promise<Flagged[]> {
  const now = store.clock.now()
  const due = await store.tasks
    .find({ dueAt: { $lte: now }, state: 'CREATED' })
    .project<Pick<TaskDocument, '_id'>>({ _id: 1 })
    .sort({ dueAt: 1 })
    .limit(limit)
    .toArray()
  if (due.length === 0) return []
  const ids = due.map(({ _id }) => _id)
  const flag = store.unique()
  await reach('sweep.promote')
  await store.tasks.updateMany(
    { _id: { $in: ids }, state: 'CREATED', dueAt: { $lte: now } },
    {
      $set: { blocked: true, recheck: flag },
      $unset: { dueAt: '' },
      $currentDate: { flaggedAt: true, updatedAt: true },
    },
  )
  return flagAll('recheck', ids, flag)
}
