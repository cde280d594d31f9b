import type { Filter } from 'mongodb'

import type { StoredState } from '../../document/states.ts'
import type { DagDocument, DagOutcome, TaskDocument } from '../../document/task-document.ts'
import { whereOpen } from '../../document/transitions.ts'
import { inChunks } from '../chunks.ts'
import { finisherHold } from '../finisher-hold.ts'
import type { Flagged } from '../flags.ts'
import type { Store } from '../store.ts'
import { reach } from '../write-points.ts'
import { holdFinisher, releaseFinisher } from './release-finisher.ts'

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

/** What became of DAGs of which tasks have settled. */
export interface ClosedDags {
  readonly closed: readonly ClosedDag[]
  /** Finishers that were let go, since all others of their DAG have settled. */
  readonly flagged: readonly Flagged[]
}

/**
 * Writes the outcome of DAGs that have nothing left to do, and lets the finishers of those go that have nothing else.
 *
 * Before: any DAGs. After: the record of each one without an open task says its outcome and counts. The write
 * repeats the revision that was read: a DAG that was opened again meanwhile is not closed. A finisher that is the
 * only open task is held no more, unless a reset is under way in its DAG: the end of that closes it.
 * Returns what was done by this call. Emits: dag finished (through the caller).
 */
export async function closeDags(store: Store, dagIds: readonly string[]): Promise<ClosedDags> {
  const closed: ClosedDag[] = []
  const flagged: Flagged[] = []
  for (const record of await readRecords(store, dagIds)) {
    const [open, another] = await readOpen(store, record._id)
    if (open === undefined) closed.push(...(await closeDag(store, record)))
    else if (another === undefined && isHeldFinisher(open)) {
      const released = await letFinisherGo(store, record, open)
      closed.push(...released.closed)
      flagged.push(...released.flagged)
    }
  }
  return { closed, flagged }
}

async function closeDag(store: Store, record: DagRevision): Promise<ClosedDag[]> {
  const { _id: dagId, revision } = record
  const counts = await countByState(store, dagId)
  const outcome = outcomeOf(counts)
  await reach('resolve.close')
  const { modifiedCount } = await store.dags.updateOne(
    { _id: dagId, revision, ...whereUnfinished },
    {
      $set: { outcome, counts, ...(await deadlineFields(store, record, counts)) },
      $currentDate: { finishedAt: true },
    },
  )
  return modifiedCount === 0 ? [] : [{ dagId, outcome, counts }]
}

/** A reset that opened the DAG since it was read has brought others back, and did not know of this. */
async function letFinisherGo(store: Store, record: DagRevision, finisher: OpenTask): Promise<ClosedDags> {
  const { _id, revision } = record
  const flagged = await releaseFinisher(store, finisher)
  if (flagged.length === 0 || (await store.dags.findOne({ _id, revision })) !== null)
    return { closed: [], flagged }
  await holdFinisher(store, finisher)
  // Whoever settled the others in between found nothing to let go.
  const { closed, flagged: since } = await closeDags(store, [_id])
  return { closed, flagged: [...flagged, ...since] }
}

type OpenTask = Pick<TaskDocument, '_id' | 'finisher' | 'holds'>

/** Up to two open tasks of a DAG: enough to know whether its finisher is the only one. */
async function readOpen(store: Store, dagId: string): Promise<OpenTask[]> {
  return store.tasks
    .find({ dagId, ...whereOpen })
    .project<OpenTask>({ finisher: 1, holds: 1 })
    .limit(2)
    .toArray()
}

function isHeldFinisher({ finisher, holds = [] }: OpenTask): boolean {
  return finisher === true && holds.includes(finisherHold)
}

/** Whether a DAG with a deadline missed it: something of it, but its finisher, had not settled by then. */
export async function deadlineFields(
  store: Store,
  { _id: dagId, deadlineAt }: Pick<DagDocument, '_id' | 'deadlineAt'>,
  { EXPIRED = 0 }: StateCounts,
): Promise<Pick<DagDocument, 'missedDeadline'>> {
  if (deadlineAt === undefined) return {}
  if (EXPIRED === 0 && deadlineAt > store.clock.now()) return { missedDeadline: false }
  const late: Filter<TaskDocument> = {
    dagId,
    $or: [
      { state: 'EXPIRED', expiresAt: deadlineAt },
      { settledAt: { $gt: deadlineAt }, finisher: { $exists: false } },
    ],
  }
  return { missedDeadline: (await store.tasks.findOne(late, { projection: { _id: 1 } })) !== null }
}

/** The records that can be closed; what a reset has opened again is for the end of that reset. */
const whereUnfinished = { finishedAt: { $exists: false }, 'resets.0': { $exists: false } }

type DagRevision = Pick<DagDocument, '_id' | 'revision' | 'deadlineAt'>

async function readRecords(store: Store, dagIds: readonly string[]): Promise<DagRevision[]> {
  const records: DagRevision[] = []
  for (const chunk of inChunks(dagIds)) {
    const found = store.dags
      .find({ _id: { $in: chunk }, ...whereUnfinished })
      .project<DagRevision>({ revision: 1, deadlineAt: 1 })
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
  // A tombstone is gone for whoever counts, also while its dependents are told.
  const alive = rows.filter(({ _id }) => _id !== 'DELETED')
  return Object.fromEntries(alive.map(({ _id, count }) => [_id, Number(count)]))
}

type DagStateKey = NonNullable<keyof DagDocument['counts']>
