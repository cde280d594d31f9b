import { defaults } from '../../defaults.ts'
import type { DagDocument, DagOutcome } from '../../document/task-document.ts'
import { whereFrom, whereOpen } from '../../document/transitions.ts'
import { countByState, deadlineFields, outcomeOf, type StateCounts } from '../operations/close-dags.ts'
import type { Store } from '../store.ts'

/** Where a DAG stands. */
export type DagState =
  | { readonly isOpen: true }
  | {
      readonly isOpen: false
      readonly counts: StateCounts
      readonly outcome: DagOutcome
      readonly missedDeadline?: boolean
    }

/** Reads where a DAG stands: from its tasks, or, when they were purged, from its record. */
export async function readDagState(store: Store, dagId: string): Promise<DagState | undefined> {
  const open = await store.tasks.findOne({ dagId, ...whereOpen }, { projection: { _id: 1 } })
  if (open !== null) return { isOpen: true }
  const record = await store.dags.findOne({ _id: dagId })
  if (record === null) {
    const counts = await countByState(store, dagId)
    return total(counts) === 0 ? undefined : { isOpen: false, counts, outcome: outcomeOf(counts) }
  }
  return isBeingReset(record) ? { isOpen: true } : closedState(store, record)
}

async function closedState(store: Store, record: DagDocument): Promise<DagState> {
  const { outcome, missedDeadline } = record
  if (outcome !== undefined) {
    const missed = missedDeadline === undefined ? {} : { missedDeadline }
    return { isOpen: false, counts: record.counts ?? {}, outcome, ...missed }
  }
  const counts = await countByState(store, record._id)
  const wasPurged = isPurged(record, store.clock.now()) && total(counts) < record.taskCount
  const missed = await deadlineFields(store, record, counts)
  return { isOpen: false, counts, outcome: wasPurged ? 'FAILED' : outcomeOf(counts), ...missed }
}

function isBeingReset({ resets = [] }: DagDocument): boolean {
  return resets.length > 0
}

/** Whether MongoDB may have removed tasks of the DAG: those that nobody had settled by then never finished. */
function isPurged({ purgeAt }: Pick<DagDocument, 'purgeAt'>, now: Date): boolean {
  return now.getTime() >= purgeAt.getTime() - defaults.dagRecord
}

function total(counts: StateCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

/** Reads the record of a DAG; null for one of a single node that has none. */
export async function readDagRecord(store: Store, dagId: string): Promise<DagDocument | null> {
  return store.dags.findOne({ _id: dagId })
}

/** How long a DAG has. */
export interface DagLifetime {
  /** When whatever of it has not settled expires. */
  readonly deadlineAt?: Date | undefined
  /** How long its tasks are kept. */
  readonly keptUntil: Date | undefined
}

/** Reads how long a DAG has; one of a single node has no record but its task. */
export async function readLifetime(store: Store, dagId: string): Promise<DagLifetime> {
  const record = await store.dags.findOne({ _id: dagId }, { projection: { deadlineAt: 1, purgeAt: 1 } })
  if (record !== null)
    return {
      deadlineAt: record.deadlineAt,
      keptUntil: new Date(record.purgeAt.getTime() - defaults.dagRecord),
    }
  const task = await store.tasks.findOne({ _id: dagId }, { projection: { purgeAt: 1 } })
  return { keptUntil: task?.purgeAt }
}

/** How all tasks of a DAG ended but its finisher, which runs. */
export async function readOthersEnd(
  store: Store,
  dagId: string,
): Promise<{ readonly outcome: DagOutcome; readonly counts: StateCounts }> {
  const { RUNNING = 1, ...settled } = await countByState(store, dagId)
  // What has been pushed since is not among those that it waited for; itself it is not either.
  const counts = RUNNING > 1 ? { ...settled, RUNNING: RUNNING - 1 } : settled
  return { outcome: outcomeOf(counts), counts }
}

/** Some tasks of a DAG that have not settled, without its finisher. */
export async function readOpenIds(store: Store, dagId: string, limit: number): Promise<string[]> {
  const open = await store.tasks
    .find({ dagId, ...whereFrom('cancel'), finisher: { $exists: false } })
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

/** The tasks of a DAG that failed or expired, whatever the cause. */
export async function readFailedIds(store: Store, dagId: string): Promise<string[]> {
  const failed = await store.tasks
    .find({ dagId, state: { $in: ['FAILED', 'EXPIRED'] } })
    .project<{ _id: string }>({ _id: 1 })
    .toArray()
  return failed.map(({ _id }) => _id)
}
