import type { TaskDocument } from '../../document/task-document.ts'
import { inChunks } from '../chunks.ts'
import type { Store } from '../store.ts'

/** A task on the way from one that waits to what it waits for. */
export interface Waiting {
  readonly id: string
  readonly name: string
}

export interface WaitRequest {
  /** The tasks that somebody is to wait for. */
  readonly ids: readonly string[]
  /** Whether a task is one of those who are to wait. */
  readonly isWaiting: (task: OpenTask) => boolean
}

/** A task that has not settled, and what it waits for. */
export type OpenTask = Pick<TaskDocument, '_id' | 'name' | 'state' | 'pushId' | 'dependencies' | 'extensions'>

/**
 * Finds out whether tasks wait, near or far, for those who are to wait for them: they would wait for each other.
 * Returns the way from one to the other, or undefined where there is none.
 * What running tasks on the way were extended by counts, since whoever waits for them is about to wait for that too.
 * Depth is a loop: a chain of any length must pass.
 */
export async function findWait(
  store: Store,
  { ids, isWaiting }: WaitRequest,
): Promise<readonly Waiting[] | undefined> {
  const cameFrom = new Map<string, OpenTask | undefined>(ids.map((id) => [id, undefined]))
  let layer = [...ids]
  while (layer.length > 0) {
    const tasks = await readOpen(store, layer)
    const end = tasks.find(isWaiting)
    if (end !== undefined) return wayTo(end, cameFrom)
    layer = []
    for (const task of tasks) {
      const next = task.state === 'RUNNING' ? (task.extensions ?? []) : task.dependencies
      for (const { id } of next) {
        if (cameFrom.has(id)) continue
        cameFrom.set(id, task)
        layer.push(id)
      }
    }
  }
  return undefined
}

async function readOpen(store: Store, ids: readonly string[]): Promise<OpenTask[]> {
  const tasks: OpenTask[] = []
  for (const chunk of inChunks(ids)) {
    const found = store.tasks
      .find({ _id: { $in: chunk }, state: { $in: ['CREATED', 'RUNNING'] } })
      .project<OpenTask>({ name: 1, state: 1, pushId: 1, 'dependencies.id': 1, extensions: 1 })
    for await (const task of found) tasks.push(task)
  }
  return tasks
}

function wayTo(end: OpenTask, cameFrom: ReadonlyMap<string, OpenTask | undefined>): Waiting[] {
  const way: Waiting[] = []
  for (let task: OpenTask | undefined = end; task !== undefined; task = cameFrom.get(task._id))
    way.unshift({ id: task._id, name: task.name })
  return way
}
