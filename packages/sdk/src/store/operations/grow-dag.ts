import type { DagDocument, PushDocument, PushedGrowth, StoredGrowth } from '../../document/task-document.ts'
import type { Store } from '../store.ts'
import { reach } from '../write-points.ts'
import { keepDags } from './keep-dags.ts'
import { recordKept } from './keep-records.ts'
import { prolongFinishers } from './prolong-finishers.ts'
import { isDuplicateKey } from './stage-push.ts'

/** The claim of a task that pushes into its own DAG. */
export interface GrowingClaim {
  readonly taskId: string
  readonly token: string
}

/** The record of a push that a running task makes. */
export type GrowthRecord = Pick<PushDocument, '_id' | 'dagId'> & { readonly growth: PushedGrowth }

/**
 * Writes the record of a push into the DAG of a running task. From here on the sweeper knows of it.
 *
 * Before: nothing. After: a `STAGED` record, heartbeated by `beatPushes`. Emits nothing.
 */
export async function recordGrowth(store: Store, record: GrowthRecord): Promise<void> {
  await reach('push.record')
  await store.pushes.insertOne({ ...record, state: 'STAGED', heartbeatAt: store.clock.now() })
}

/**
 * Decides that a running task has pushed: from here on the push will be released, by whoever is alive.
 *
 * Before: everything of the push is staged. After: the task names the push, if the claim still holds the task.
 * Returns false when the claim has lost the task, and then nothing was changed. When the answer was lost, the task
 * says whether it was decided. Emits nothing.
 */
export async function decideGrowth(
  store: Store,
  { taskId, token }: GrowingClaim,
  growth: StoredGrowth,
): Promise<boolean> {
  await reach('grow.decide')
  try {
    const { matchedCount } = await store.tasks.updateOne(
      { _id: taskId, state: 'RUNNING', 'lease.token': token },
      { $push: { growths: growth }, $currentDate: { updatedAt: true } },
    )
    return matchedCount === 1
  } catch (error) {
    if (await isDecided(store, taskId, growth.pushId)) return true
    throw error
  }
}

/** Whether a task has decided that a push of it is final. */
export async function isDecided(store: Store, taskId: string, pushId: string): Promise<boolean> {
  const decided = { _id: taskId, 'growths.pushId': pushId }
  return (await store.tasks.findOne(decided, { projection: { _id: 1 } })) !== null
}

/** What a task has pushed so far. */
export async function readGrowths(store: Store, taskId: string): Promise<readonly StoredGrowth[]> {
  const task = await store.tasks.findOne({ _id: taskId }, { projection: { growths: 1 } })
  return task?.growths ?? []
}

/**
 * Opens a push that its task has decided on, and lets the record of the DAG know of its tasks.
 *
 * Before: decided; the record `STAGED`, or `OPEN` where a crash came in between. After: `OPEN`, and the DAG has a
 * record, also one of a single node, which had none. A finisher outlives what has come. A repeat does no harm. Emits nothing.
 */
export async function openGrowth(store: Store, { _id: pushId, dagId, growth }: GrowthRecord): Promise<void> {
  await reach('grow.open')
  await store.pushes.updateOne(
    { _id: pushId, state: 'STAGED' },
    { $set: { state: 'OPEN' }, $currentDate: { heartbeatAt: true } },
  )
  const { lastExpiry, keptUntil } = growth
  await prolongFinishers(store, { dagIds: [dagId], until: lastExpiry })
  await keepDags(store, [dagId], keptUntil)
  await reach('grow.dag')
  const { matchedCount } = await store.dags.updateOne(
    { _id: dagId, counted: { $ne: pushId } },
    {
      $inc: { taskCount: growth.count },
      $push: { counted: { $each: [pushId], $slice: -countedPushes } },
    },
  )
  if (matchedCount > 0) return
  await recordDag(store, { dagId, pushId, purgeAt: recordKept(keptUntil), taskCount: growth.count + 1 })
}

/** A push is repeated within minutes or not at all; a DAG is not pushed into more often than this meanwhile. */
const countedPushes = 100

/** The DAG of a single node had no record; any other has one, which has counted the push before. */
async function recordDag(
  store: Store,
  { dagId, ...dag }: { readonly dagId: string } & Pick<DagDocument, 'pushId' | 'purgeAt' | 'taskCount'>,
): Promise<void> {
  try {
    const createdAt = store.clock.now()
    await store.dags.insertOne({ _id: dagId, ...dag, counted: [dag.pushId], createdAt, revision: 0 })
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
  }
}
