import type { AnyBulkWriteOperation } from 'mongodb'

import { fingerprintOf } from '../../document/error-fingerprint.ts'
import type { TaskDocument } from '../../document/task-document.ts'
import { whereFrom } from '../../document/transitions.ts'
import { flagAll, readFlagged, type Flagged } from '../flags.ts'
import type { Store } from '../store.ts'
import { isPast, readyUnlessHeld, transitionStages, transitionUpdate } from '../transition-update.ts'
import { reach } from '../write-points.ts'

export interface Recovery {
  /** How many tasks were taken from their claims. */
  readonly recovered: number
  /** Those of them that may run again. */
  readonly tasks: readonly RecoveredTask[]
  /** Those that were recovered too often and failed, and those whose dependencies are to be looked at again. */
  readonly flagged: readonly Flagged[]
  readonly readyNames: readonly string[]
}

export type RecoveredTask = Pick<TaskDocument, '_id' | 'name' | 'dagId' | 'recoveries'>

type Expired = RecoveredTask & Pick<TaskDocument, 'lease' | 'attempt'>

/**
 * Takes tasks away from claims whose lease ran out.
 *
 * Before: `RUNNING`, `lease.until` has passed, by the server's own clock, as in `expire`. After: ready again at the old place with one recovery more,
 * and with `recheck` where it has dependencies; beyond `maximumRecoveries` it is `FAILED` with `LEASE_EXPIRED`, since a task that kills its workers would
 * go round for ever. The write repeats the token and the time that were read: a renewal in between wins.
 * Emits: recovered, settled (through the caller).
 */
export async function recoverLeases(
  store: Store,
  { limit, maximumRecoveries }: { readonly limit: number; readonly maximumRecoveries: number },
): Promise<Recovery> {
  const expired = await store.tasks
    .find({ state: 'RUNNING', 'lease.until': { $lte: store.clock.now() } })
    .project<Expired>({ name: 1, dagId: 1, lease: 1, recoveries: 1, attempt: 1 })
    .sort({ 'lease.until': 1 })
    .limit(limit)
    .toArray()
  if (expired.length === 0) return { recovered: 0, tasks: [], flagged: [], readyNames: [] }
  const flag = store.unique()
  const isHopeless = ({ recoveries }: { recoveries: number }): boolean => recoveries >= maximumRecoveries
  await reach('sweep.recover')
  const { modifiedCount } = await store.tasks.bulkWrite(
    expired.map((task) => recoverWrite(task, flag, isHopeless(task))),
    { ordered: false },
  )
  const hopeless = expired.filter(isHopeless).map(({ _id }) => _id)
  const tasks = expired
    .filter((task) => !isHopeless(task))
    .map(({ _id, name, dagId, recoveries }) => ({ _id, name, dagId, recoveries: recoveries + 1 }))
  const areAll = modifiedCount === expired.length
  const recovered = areAll ? tasks : await readRecovered(store, tasks)
  return {
    recovered: modifiedCount,
    tasks: recovered,
    flagged: [
      ...(areAll ? flagAll('unresolved', hopeless, flag) : await readFlagged(store, hopeless, flag)),
      ...flagAll(
        'recheck',
        recovered.map(({ _id }) => _id),
        flag,
      ),
    ],
    readyNames: [...new Set(recovered.map(({ name }) => name))],
  }
}

/** Those of which the recovery is counted: of the others a renewal, or an end, came first. */
async function readRecovered(store: Store, tasks: readonly RecoveredTask[]): Promise<RecoveredTask[]> {
  const found = await store.tasks
    .find({ _id: { $in: tasks.map(({ _id }) => _id) } })
    .project<Pick<TaskDocument, '_id' | 'recoveries'>>({ recoveries: 1 })
    .toArray()
  const counted = new Map(found.map(({ _id, recoveries }) => [_id, recoveries]))
  return tasks.filter(({ _id, recoveries }) => counted.get(_id) === recoveries)
}

function recoverWrite(task: Expired, flag: string, isHopeless: boolean): AnyBulkWriteOperation<TaskDocument> {
  const filter = {
    _id: task._id,
    'lease.token': task.lease?.token ?? '',
    'lease.until': task.lease?.until ?? new Date(0),
    $expr: isPast('$lease.until'),
  }
  const recoveries = task.recoveries + 1
  const update = isHopeless
    ? transitionUpdate('abandon', { flag, set: abandoned(task.attempt, recoveries) })
    : transitionStages('recover', { ...readyUnlessHeld(flag), recoveries })
  return {
    updateOne: { filter: { ...filter, ...whereFrom(isHopeless ? 'abandon' : 'recover') }, update },
  }
}

function abandoned(attempt: number, losses: number): Pick<TaskDocument, 'error' | 'fingerprint'> {
  const error = leaseExpired(attempt, losses)
  return { error, fingerprint: fingerprintOf(error) }
}

function leaseExpired(attempt: number, losses: number): NonNullable<TaskDocument['error']> {
  return {
    code: 'LEASE_EXPIRED',
    name: 'LeaseExpired',
    message: `The lease of attempt ${attempt} ran out, for the ${losses}. time: its worker died, or its handler blocked the process. The task is given up.`,
  }
}
