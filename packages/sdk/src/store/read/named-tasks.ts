import type { TaskDocument } from '../../document/task-document.ts'
import { inChunks } from '../chunks.ts'
import type { Store } from '../store.ts'

/** What a change of a task does not say itself. */
export type NamedTask = Pick<TaskDocument, 'name' | 'dagId' | 'state' | 'growths'>

/** Reads what tasks are called, by their ids. Those that are gone are not in the map. */
export async function readNamedTasks(store: Store, ids: readonly string[]): Promise<Map<string, NamedTask>> {
  const named = new Map<string, NamedTask>()
  for (const chunk of inChunks(ids)) {
    const tasks = store.tasks
      .find({ _id: { $in: chunk } })
      .project<NamedTask & { _id: string }>({ name: 1, dagId: 1, state: 1, 'growths.id': 1 })
    for await (const { _id, ...task } of tasks) named.set(_id, task)
  }
  return named
}
