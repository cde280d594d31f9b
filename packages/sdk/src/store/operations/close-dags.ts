import type { StoredState } from '../../document/states.ts'
import type { DagDocument, DagOutcome } from '../../document/task-document.ts'
import { whereOpen } from '../../document/transitions.ts'
import type { Store } from '../store.ts'

/** How many tasks of a DAG are in each state. */
export type StateCounts = Readonly<Partial<Record<StoredState, number>>>

/** What became of a DAG: failed if anything failed or expired, else cancelled if anything was, else finished. */
export function outcomeOf(counts: StateCounts): DagOutcome {
  if ((counts.FAILED ?? 0) + (counts.EXPIRED ?? 0) > 0) return 'FAILED'
  return (counts.CANCELLED ?? 0) > 0 ? 'CANCELLED' : 'FINISHED'
}

/**
 * Writes the outcome of DAGs that have nothing left to do.
 *
 * Before: any DAGs. After: the record of each one without an open task says its outcome and counts.
 * Returns the ids of those that were closed by this call. Emits: dag finished (through the caller).
 */
export async function closeDags(store: Store, dagIds: readonly string[]): Promise<string[]> {
  const closed: string[] = []
  for (const dagId of dagIds) {
    if ((await store.tasks.findOne({ dagId, ...whereOpen }, { projection: { _id: 1 } })) !== null) continue
    const counts = await countByState(store, dagId)
    const { modifiedCount } = await store.dags.updateOne(
      { _id: dagId, finishedAt: { $exists: false } },
      { $set: { outcome: outcomeOf(counts), counts }, $currentDate: { finishedAt: true } },
    )
    if (modifiedCount > 0) closed.push(dagId)
  }
  return closed
}

/** Counts a DAG's tasks by state, from the `dag` index alone. */
export async function countByState(store: Store, dagId: string): Promise<StateCounts> {
  const rows = await store.tasks
    .aggregate<{ _id: DagStateKey; count: unknown }>([
      { $match: { dagId } },
      { $group: { _id: '$state', count: { $sum: 1 } } },
    ])
    .toArray()
  return Object.fromEntries(rows.map(({ _id, count }) => [_id, Number(count)]))
}

type DagStateKey = NonNullable<keyof DagDocument['counts']>
