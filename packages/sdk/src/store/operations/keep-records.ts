import { defaults } from '../../defaults.ts'
import { inChunks } from '../chunks.ts'
import type { Store } from '../store.ts'
import { reach } from '../write-points.ts'

/**
 * Keeps the records of DAGs, which know how they ended.
 *
 * Before: anything. After: they live at least an hour longer than this. Emits nothing.
 */
export async function keepRecords(store: Store, ids: readonly string[], until: Date): Promise<void> {
  for (const chunk of inChunks(ids)) {
    await reach('pin.write')
    await store.dags.updateMany({ _id: { $in: chunk } }, { $max: { purgeAt: recordKept(until) } })
  }
}

/** How long the record of a DAG is kept whose tasks are kept until then. */
export function recordKept(until: Date): Date {
  return new Date(until.getTime() + defaults.dagRecord)
}
