import { defaults } from '../../defaults.ts'
import type { DagDocument, DagOutcome } from '../../document/task-document.ts'
import { whereFrom, whereOpen } from '../../document/transitions.ts'
import { countByState, outcomeOf, type StateCounts } from '../operations/close-dags.ts'
import type { Store } from '../store.ts'

/** Where a DAG stands. */
export type DagState =
  | { readonly isOpen: true }
  | { readonly isOpen: false; readonly counts: StateCounts; readonly outcome: DagOutcome }

/** Reads where a DAG stands: from its tasks, or, when they were purged, from its record. */
export async function readDagState(store: Store, dagId: string): Promise<DagState | undefined> {
  const open = await store.tasks.findOne({ dagId, ...whereOpen }, { projection: { _id: 1 } })
  if (open !== null) return { isOpen: true }
  const record = await store.dags.findOne({ _id: dagId })
  if (record?.outcome !== undefined)
    return { isOpen: false, counts: record.counts ?? {}, outcome: record.outcome }
  const counts = await countByState(store, dagId)
  if (record === null && Object.keys(counts).length === 0) return undefined
  const wasPurged = record !== null && isPurged(record, store.clock.now()) && total(counts) < record.taskCount
  return { isOpen: false, counts, outcome: wasPurged ? 'FAILED' : outcomeOf(counts) }
}

/** Whether MongoDB may have removed tasks of the DAG: those that nobody had settled by then never finished. */
function isPurged({ purgeAt }: Pick<DagDocument, 'purgeAt'>, now: Date): boolean {
  return now.getTime() >= purgeAt.getTime() - defaults.dagRecord
}

function total(counts: StateCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
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

/** The open tasks of a DAG that something else than their dependencies decides about, the oldest first. */
export async function readFrontierIds(store: Store, dagId: string, limit: number): Promise<string[]> {
  const frontier = await store.tasks
    .find({
      dagId,
      ...whereFrom('cancel'),
      $or: [
        { state: 'RUNNING' },
        { ready: true },
        { dueAt: { $exists: true } },
        { 'holds.0': { $exists: true } },
      ],
    })
    .project<{ _id: string }>({ _id: 1 })
    .sort({ ordinal: 1 })
    .limit(limit)
    .toArray()
  return frontier.map(({ _id }) => _id)
}
