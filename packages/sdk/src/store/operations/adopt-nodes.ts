import type { TaskDocument } from '../../document/task-document.ts'
import { inChunks } from '../chunks.ts'
import type { Store } from '../store.ts'
import { abortPush } from './abort-push.ts'
import { releasePush } from './release-push.ts'

/**
 * Finds out what became of nodes that are stored although this process does not remember a push that
 * succeeded: the answer to an earlier try was lost, or that try stopped half-way.
 *
 * Before: anything. After: pushes that were opened are released, those that were not are undone.
 * Returns the DAG of every node that is pushed now; the others can be pushed again. Emits nothing.
 */
export async function adoptNodes(store: Store, ids: readonly string[]): Promise<Map<string, string>> {
  for (const task of await readStored(store, ids)) {
    if (task.state !== 'STAGED') continue
    const push = { id: task.pushId, dagId: task.dagId }
    if (!(await abortPush(store, push))) await releasePush(store, push)
  }
  return new Map((await readStored(store, ids)).map(({ _id, dagId }) => [_id, dagId]))
}

type StoredNode = Pick<TaskDocument, '_id' | 'state' | 'dagId' | 'pushId'>

async function readStored(store: Store, ids: readonly string[]): Promise<StoredNode[]> {
  const found: StoredNode[] = []
  for (const chunk of inChunks(ids)) {
    const tasks = store.tasks
      .find({ _id: { $in: chunk } })
      .project<StoredNode>({ state: 1, dagId: 1, pushId: 1 })
    for await (const task of tasks) found.push(task)
  }
  return found
}
