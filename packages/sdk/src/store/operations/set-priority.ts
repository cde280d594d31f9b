import type { Priority } from '../../document/priority.ts'
import type { TaskState } from '../../document/states.ts'
import { actionStates } from '../../document/task-actions.ts'
import type { TaskDocument } from '../../document/task-document.ts'
import { inChunks } from '../chunks.ts'
import type { Store } from '../store.ts'
import { reach } from '../write-points.ts'

/**
 * Gives tasks another priority.
 *
 * Before: not settled. After: the priority; their place among equals stays. A running one has it if it comes back
 * to the queue. Others are not touched. Returns the ids of those that have it now. Emits nothing.
 */
export async function setPriority(
  store: Store,
  ids: readonly string[],
  { priority, states = actionStates.setPriority }: PriorityRequest,
): Promise<string[]> {
  const changed: string[] = []
  for (const chunk of inChunks(ids)) {
    const filter = {
      _id: { $in: chunk },
      state: { $in: actionStates.setPriority.filter((state) => states.includes(state)) },
    }
    await reach('priority.write')
    await store.tasks.updateMany(filter, { $set: { priority }, $currentDate: { updatedAt: true } })
    const found = store.tasks.find({ ...filter, priority }).project<Pick<TaskDocument, '_id'>>({ _id: 1 })
    for await (const { _id } of found) changed.push(_id)
  }
  return changed
}

export interface PriorityRequest {
  readonly priority: Priority
  /** Those in another state are not touched. */
  readonly states?: readonly TaskState[] | undefined
}
