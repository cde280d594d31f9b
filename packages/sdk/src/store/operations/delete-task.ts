import { whereFrom } from '../../document/transitions.ts'
import { inChunks } from '../chunks.ts'
import { flagAll, type Flagged } from '../flags.ts'
import type { Store } from '../store.ts'
import { transitionUpdate } from '../transition-update.ts'
import { reach } from '../write-points.ts'

/**
 * Deletes a task.
 *
 * Before: any state that readers see. After: a hidden tombstone without lease, so that a late finish changes
 * nothing; the resolver settles its dependents and then removes it.
 * Returns the flag to resolve, or `undefined` when there is no such task. Emits: deleted (through the caller).
 */
export async function deleteTask(store: Store, id: string): Promise<Flagged | undefined> {
  const flag = store.unique()
  await reach('delete.mark')
  const { matchedCount } = await store.tasks.updateOne(
    { _id: id, ...whereFrom('delete') },
    transitionUpdate('delete', { flag }),
  )
  return matchedCount === 0 ? undefined : flagAll('unresolved', [id], flag)[0]
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
