import type { DagOutcome } from '../../document/task-document.ts'
import { whereFrom, whereOpen } from '../../document/transitions.ts'
import { countByState, type StateCounts } from '../operations/close-dags.ts'
import type { Store } from '../store.ts'

/** Where a DAG stands. */
export type DagState =
  | { readonly isOpen: true }
  | { readonly isOpen: false; readonly counts: StateCounts; readonly outcome?: DagOutcome }

/** Reads where a DAG stands: from its tasks, or, when they were purged, from its record. */
export async function readDagState(store: Store, dagId: string): Promise<DagState | undefined> {
  const open = await store.tasks.findOne({ dagId, ...whereOpen }, { projection: { _id: 1 } })
  if (open !== null) return { isOpen: true }
  const record = await store.dags.findOne({ _id: dagId })
  if (record?.outcome !== undefined)
    return { isOpen: false, counts: record.counts ?? {}, outcome: record.outcome }
  const counts = await countByState(store, dagId)
  const isKnown = record !== null || Object.keys(counts).length > 0
  return isKnown ? { isOpen: false, counts } : undefined
}

/** Some tasks of a DAG that have not settled. */
export async function readOpenIds(store: Store, dagId: string, limit: number): Promise<string[]> {
  const open = await store.tasks
    .find({ dagId, ...whereFrom('cancel') })
    .project<{ _id: string }>({ _id: 1 })
    .limit(limit)
    .toArray()
  return open.map(({ _id }) => _id)
}
