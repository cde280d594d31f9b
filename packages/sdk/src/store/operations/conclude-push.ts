import type { PushDocument } from '../../document/task-document.ts'
import type { Store } from '../store.ts'
import type { ClosedDag } from './close-dags.ts'
import { isDecided, openGrowth } from './grow-dag.ts'
import { releasePush, type Released } from './release-push.ts'
import { undoPush } from './undo-push.ts'

/** What came of a push that was released or undone. */
export interface Concluded extends Released {
  readonly isUndone: boolean
  /** The DAGs that have nothing left to do since it was undone. */
  readonly closed: readonly ClosedDag[]
}

/** What became of a push: concluded, or left to those who work on it. */
export type Conclusion = Concluded | 'busy'

/**
 * Finishes a push that was opened, and undoes one that was not.
 *
 * Before: any record; `isIdle` says that nobody works on it any more. After: `RELEASED` or `ABORTED`.
 * A push of a running task is decided by that task. While the claim that makes it holds the task, it may still be
 * decided, so that it is left alone unless it is idle; once the claim is over, it never will be.
 * Emits: ready, for the names returned, and dag finished (through the caller).
 */
export async function concludePush(
  store: Store,
  push: Pick<PushDocument, '_id' | 'dagId' | 'state' | 'growth'>,
  isIdle: boolean,
): Promise<Conclusion> {
  const { _id: id, dagId, growth } = push
  if (growth !== undefined && push.state === 'STAGED') {
    const isHeld = !isIdle && (await holdsTask(store, growth))
    // Asked in this order: a claim that is over by now has decided already, or never will.
    if (await isDecided(store, growth.taskId, id)) await openGrowth(store, { _id: id, dagId, growth })
    else if (isHeld) return 'busy'
  }
  // A crash may have come between the opening and the record of the DAG.
  if (growth !== undefined && push.state === 'OPEN') await openGrowth(store, { _id: id, dagId, growth })
  if (push.state !== 'OPEN') {
    const undone = await undoPush(store, { _id: id, dagId, isGrowth: growth !== undefined })
    if (undone !== undefined) return { ...undone, readyNames: [], isUndone: true }
  }
  return { ...(await releasePush(store, { id, dagId })), closed: [], isUndone: false }
}

async function holdsTask(
  store: Store,
  { taskId, token }: NonNullable<PushDocument['growth']>,
): Promise<boolean> {
  const held = { _id: taskId, state: 'RUNNING', 'lease.token': token } as const
  return (await store.tasks.findOne(held, { projection: { _id: 1 } })) !== null
}

/**
 * Concludes what running tasks of a DAG were pushing when they lost it. Returns what came of it.
 *
 * Before: staged tasks of a DAG. After: released where their task had decided so, undone otherwise, unless that
 * task is still held. Emits: ready, dag finished (through the caller).
 */
export async function concludeGrowths(store: Store, dagId: string): Promise<Concluded[]> {
  const pushIds = await store.tasks.distinct('pushId', { dagId, state: 'STAGED' })
  if (pushIds.length === 0) return []
  const pushes = await store.pushes.find({ _id: { $in: pushIds }, growth: { $exists: true } }).toArray()
  const concluded: Concluded[] = []
  for (const push of pushes) {
    const conclusion = await concludePush(store, push, false)
    if (conclusion !== 'busy') concluded.push(conclusion)
  }
  return concluded
}
