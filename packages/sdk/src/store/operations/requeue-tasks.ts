import type { TaskState } from '../../document/states.ts'
import { actionStates } from '../../document/task-actions.ts'
import type { TaskDocument } from '../../document/task-document.ts'
import { inChunks } from '../chunks.ts'
import { flagAll, type Flagged } from '../flags.ts'
import type { Store } from '../store.ts'
import { reach } from '../write-points.ts'

/**
 * Brings tasks forward that wait for their time.
 *
 * Before: `CREATED` with `dueAt`, delayed or between two attempts. After: no `dueAt`, and `recheck`: whether they
 * are ready is the dependency rule's to say. Others are not touched.
 * Returns the flags to resolve, of those that were brought forward. Emits nothing.
 */
export async function requeueTasks(
  store: Store,
  ids: readonly string[],
  states: readonly TaskState[] = actionStates.requeue,
): Promise<Flagged[]> {
  const flagged: Flagged[] = []
  for (const chunk of inChunks(ids)) {
    const flag = store.unique()
    await reach('requeue.write')
    await store.tasks.updateMany(
      {
        _id: { $in: chunk },
        state: { $in: actionStates.requeue.filter((state) => states.includes(state)) },
        dueAt: { $exists: true },
      },
      {
        $set: { blocked: true, recheck: flag },
        $unset: { dueAt: '', startsAt: '' },
        $currentDate: { flaggedAt: true, updatedAt: true },
      },
    )
    const requeued = await store.tasks
      .find({ _id: { $in: chunk }, recheck: flag })
      .project<Pick<TaskDocument, '_id'>>({ _id: 1 })
      .toArray()
    const requeuedIds = requeued.map(({ _id }) => _id)
    flagged.push(...flagAll('recheck', requeuedIds, flag))
  }
  return flagged
}
