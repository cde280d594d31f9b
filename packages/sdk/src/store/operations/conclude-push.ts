import type { PushDocument } from '../../document/task-document.ts'
import type { Store } from '../store.ts'
import { abortPush } from './abort-push.ts'
import { isDecided, openGrowth } from './grow-dag.ts'
import { releasePush, type Released } from './release-push.ts'

/** What became of a push: released, undone, or left to those who work on it. */
export type Conclusion = Released | 'undone' | 'busy'

/**
 * Finishes a push that was opened, and undoes one that was not.
 *
 * Before: any record; `isIdle` says that nobody works on it any more. After: `RELEASED` or `ABORTED`.
 * A push of a running task is decided by that task. While the claim that makes it holds the task, it may still be
 * decided, so that it is left alone unless it is idle; once the claim is over, it never will be.
 * Emits: ready (through the caller), for the names returned.
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
  if (push.state !== 'OPEN' && (await abortPush(store, { id, dagId }))) return 'undone'
  return releasePush(store, { id, dagId })
}

async function holdsTask(
  store: Store,
  { taskId, token }: NonNullable<PushDocument['growth']>,
): Promise<boolean> {
  const held = { _id: taskId, state: 'RUNNING', 'lease.token': token } as const
  return (await store.tasks.findOne(held, { projection: { _id: 1 } })) !== null
}

/**
 * Concludes what running tasks of a DAG were pushing when they lost it. Returns what was released.
 *
 * Before: staged tasks of a DAG. After: released where their task had decided so, undone otherwise, unless that
 * task is still held. Emits: ready (through the caller).
 */
export async function concludeGrowths(store: Store, dagId: string): Promise<Released[]> {
  const pushIds = await store.tasks.distinct('pushId', { dagId, state: 'STAGED' })
  if (pushIds.length === 0) return []
  const pushes = await store.pushes.find({ _id: { $in: pushIds }, growth: { $exists: true } }).toArray()
  const released: Released[] = []
  for (const push of pushes) {
    const conclusion = await concludePush(store, push, false)
    if (typeof conclusion !== 'string') released.push(conclusion)
  }
  return released
}
