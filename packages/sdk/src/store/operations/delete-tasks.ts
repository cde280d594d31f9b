import type { TaskState } from '../../document/states.ts'
import type { TaskDocument } from '../../document/task-document.ts'
import { whereFrom } from '../../document/transitions.ts'
import { inChunks } from '../chunks.ts'
import { flagAll, type Flagged } from '../flags.ts'
import type { Store } from '../store.ts'
import { transitionUpdate } from '../transition-update.ts'
import { reach } from '../write-points.ts'

/**
 * Deletes tasks.
 *
 * Before: any state that readers see. After: hidden tombstones without lease, so that a late finish changes
 * nothing; the resolver settles their dependents and then removes them.
 * @param states Tasks in another state are not touched.
 * Returns the flags to resolve, of those that were deleted by this call. Emits: deleted (through the caller).
 */
export async function deleteTasks(
  store: Store,
  ids: readonly string[],
  states?: readonly TaskState[],
): Promise<Flagged[]> {
  const flagged: Flagged[] = []
  for (const chunk of inChunks(ids)) {
    const flag = store.unique()
    await reach('delete.mark')
    const { modifiedCount } = await store.tasks.updateMany(
      { _id: { $in: chunk }, ...whereFrom('delete', states) },
      transitionUpdate('delete', { flag }),
    )
    if (modifiedCount === 0) continue
    const deleted = await store.tasks
      .find({ _id: { $in: chunk }, unresolved: flag })
      .project<Pick<TaskDocument, '_id'>>({ _id: 1 })
      .toArray()
    const deletedIds = deleted.map(({ _id }) => _id)
    flagged.push(...flagAll('unresolved', deletedIds, flag))
  }
  return flagged
}

/**
 * Removes tombstones whose dependents were told.
 *
 * Before: `DELETED`. After: nothing is left of them. Emits nothing.
 */
export async function removeDeleted(store: Store, ids: readonly string[]): Promise<void> {
  for (const chunk of inChunks(ids)) {
    await reach('delete.remove')
    await store.contents.deleteMany({ taskId: { $in: chunk } })
    await store.tasks.deleteMany({ _id: { $in: chunk }, state: 'DELETED' })
  }
}
