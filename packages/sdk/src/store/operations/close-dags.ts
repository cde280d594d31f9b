import type { StoredState } from '../../document/states.ts'
import type { DagDocument, DagOutcome } from '../../document/task-document.ts'
import { whereOpen } from '../../document/transitions.ts'
import { inChunks } from '../chunks.ts'
import type { Store } from '../store.ts'
import { reach } from '../write-points.ts'

/** How many tasks of a DAG are in each state. */
export type StateCounts = Readonly<Partial<Record<StoredState, number>>>

/** What became of a DAG: failed if anything failed or expired, else cancelled if anything was, else finished. */
export function outcomeOf(counts: StateCounts): DagOutcome {
  if ((counts.FAILED ?? 0) + (counts.EXPIRED ?? 0) > 0) return 'FAILED'
  return (counts.CANCELLED ?? 0) > 0 ? 'CANCELLED' : 'FINISHED'
}

/** A DAG that has nothing left to do. */
export interface ClosedDag {
  readonly dagId: string
  readonly outcome: DagOutcome
  readonly counts: StateCounts
}

/**
 * Writes the outcome of DAGs that have nothing left to do.
 *
 * Before: any DAGs. After: the record of each one without an open task says its outcome and counts. The write
 * repeats the revision that was read: a DAG that was opened again meanwhile is not closed.
 * Returns those that were closed by this call. Emits: dag finished (through the caller).
 */
export async function closeDags(store: Store, dagIds: readonly string[]): Promise<ClosedDag[]> {
  const closed: ClosedDag[] = []
  for (const { _id: dagId, revision } of await readRecords(store, dagIds)) {
    if ((await store.tasks.findOne({ dagId, ...whereOpen }, { projection: { _id: 1 } })) !== null) continue
    const counts = await countByState(store, dagId)
    const outcome = outcomeOf(counts)
    await reach('resolve.close')
    const { modifiedCount } = await store.dags.updateOne(
      {
        _id: dagId,
        revision,
        finishedAt: { $exists: false },
        'resets.0': { $exists: false },
      },
      { $set: { outcome, counts }, $currentDate: { finishedAt: true } },
    )
    if (modifiedCount > 0) closed.push({ dagId, outcome, counts })
  }
  return closed
}

type DagRevision = Pick<DagDocument, '_id' | 'revision'>

async function readRecords(store: Store, dagIds: readonly string[]): Promise<DagRevision[]> {
  const records: DagRevision[] = []
  for (const chunk of inChunks(dagIds)) {
    const found = store.dags.find({ _id: { $in: chunk } }).project<DagRevision>({ revision: 1 })
    for await (const record of found) records.push(record)
  }
  return records
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
