import { inChunks } from '../chunks.ts'
import { flagAll, type Flagged } from '../flags.ts'
import type { Store } from '../store.ts'
import { reach } from '../write-points.ts'

/**
 * Takes tasks out of the hot index that turned out not to be ready.
 *
 * Before: ready. After: blocked, with `recheck`: what they wait for may settle between the look and this
 * write, and then nobody else would come back to them.
 * Returns the flags to resolve. Emits nothing.
 */
export async function putBack(store: Store, ids: readonly string[]): Promise<Flagged[]> {
  const flag = store.unique()
  for (const chunk of inChunks(ids)) {
    await reach('claim.put-back')
    await store.tasks.updateMany(
      { _id: { $in: chunk }, state: 'CREATED', ready: true },
      {
        $set: { blocked: true, recheck: flag },
        $unset: { ready: '' },
        $currentDate: { flaggedAt: true, updatedAt: true },
      },
    )
  }
  return flagAll('recheck', ids, flag)
}

/**
 * Takes the dependents of deleted tasks out of the hot index: what made them ready is gone.
 *
 * Before: ready. After: blocked, with `recheck`. Returns the flags to resolve. Emits nothing.
 */
export async function putBackDependents(store: Store, deletedIds: readonly string[]): Promise<Flagged[]> {
  const flagged: Flagged[] = []
  for (const chunk of inChunks(deletedIds)) {
    const ready = await store.tasks
      .find({ 'dependencies.id': { $in: chunk }, open: true, ready: true })
      .project<{ _id: string }>({ _id: 1 })
      .toArray()
    const ids = ready.map(({ _id }) => _id)
    flagged.push(...(await putBack(store, ids)))
  }
  return flagged
}
