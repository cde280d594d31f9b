import type { TaskDocument } from '../../document/task-document.ts'
import { flagAll, type Flagged } from '../flags.ts'
import type { PlannedTask } from '../plan.ts'
import type { Store } from '../store.ts'
import { reach } from '../write-points.ts'
import { isRoot } from './release-push.ts'
import { isDuplicateKey } from './stage-push.ts'

/**
 * Stores a push of one node: a single insert is all or nothing by itself, so it needs no record.
 *
 * Before: nothing. After: the task is ready, or blocked with `recheck` when it waits for others or for its time.
 * Returns the flags to resolve, or `undefined` when a task with this id exists already, and then nothing
 * was changed. Emits: ready (through the caller), for a task that waits for nothing.
 */
export async function insertTask(
  store: Store,
  { task, content }: PlannedTask,
): Promise<Flagged[] | undefined> {
  const { release: _, ...rest } = task
  const flag = store.unique()
  const isReady = isRoot(task)
  const document: TaskDocument = {
    ...rest,
    state: 'CREATED',
    open: true,
    ...(isReady ? { ready: true } : { blocked: true, recheck: flag, flaggedAt: task.createdAt }),
  }
  if (content !== undefined) {
    await reach('push.contents')
    await store.contents.insertOne(content).catch((error: unknown) => {
      // Its id is of this push alone: what exists is what was to be stored.
      if (!isDuplicateKey(error)) throw error
    })
  }
  try {
    await reach('push.chunk')
    if (isReady) store.ownNews.expect([task._id])
    await store.tasks.insertOne(document)
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
    if (!(await isOurs(store, task))) {
      if (content !== undefined) await store.contents.deleteOne({ _id: content._id })
      return undefined
    }
  }
  return isReady ? [] : flagAll('recheck', [task._id], flag)
}

/** Without retryable writes a command may be done twice, and the answer of the second says that it exists. */
async function isOurs(store: Store, { _id, pushId }: TaskDocument): Promise<boolean> {
  return (await store.tasks.findOne({ _id, pushId }, { projection: { _id: 1 } })) !== null
}
