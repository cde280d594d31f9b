import { defaults } from '../../defaults.ts'
import { inChunks } from '../chunks.ts'
import type { Store } from '../store.ts'
import { reach } from '../write-points.ts'

/**
 * Keeps the records of DAGs longer than their tasks.
 *
 * Before: anything. After: `purgeAt` is at least an hour after that of the tasks. Emits nothing.
 */
export async function keepDags(store: Store, ids: readonly string[], tasksPurgeAt: Date): Promise<void> {
  const purgeAt = new Date(tasksPurgeAt.getTime() + defaults.dagRecord)
  for (const chunk of inChunks(ids)) {
    await reach('pin.write')
    await store.dags.updateMany({ _id: { $in: chunk } }, { $max: { purgeAt } })
  }
}
