import type { TaskDocument } from '../../document/task-document.ts'
import { inChunks } from '../chunks.ts'
import type { Store } from '../store.ts'

type Edges = Pick<TaskDocument, '_id' | 'dependencies'>

/**
 * Finds everything that depends on a task, near or far: in its own DAG all of it, in others what has not settled.
 * The task itself is not among the ids. Depth is a loop: a chain of any length must pass.
 */
export async function findDownstream(store: Store, id: string): Promise<string[]> {
  const found = new Set<string>()
  let layer = [id]
  const dags = new Map<string, ReadonlyMap<string, readonly string[]>>()
  while (layer.length > 0) {
    for (const dagId of await dagsOf(store, layer))
      if (!dags.has(dagId)) dags.set(dagId, await dependentsInDag(store, dagId))
    const inDags = layer.flatMap((each) => [...dags.values()].flatMap((edges) => edges.get(each) ?? []))
    const next = new Set([...inDags, ...(await openDependents(store, layer))])
    layer = [...next].filter((each) => !found.has(each))
    for (const each of layer) found.add(each)
  }
  return [...found]
}

async function dagsOf(store: Store, ids: readonly string[]): Promise<Set<string>> {
  const dags = new Set<string>()
  for (const chunk of inChunks(ids)) {
    const tasks = store.tasks.find({ _id: { $in: chunk } }).project<Pick<TaskDocument, 'dagId'>>({ dagId: 1 })
    for await (const { dagId } of tasks) dags.add(dagId)
  }
  return dags
}

async function dependentsInDag(store: Store, dagId: string): Promise<Map<string, string[]>> {
  const dependents = new Map<string, string[]>()
  const tasks = store.tasks.find({ dagId }).project<Edges>({ 'dependencies.id': 1 })
  for await (const { _id, dependencies } of tasks) {
    for (const { id } of dependencies) {
      const list = dependents.get(id)
      if (list === undefined) dependents.set(id, [_id])
      else list.push(_id)
    }
  }
  return dependents
}

/** The dependents that have not settled, in whatever DAG; the index of edges holds these alone. */
async function openDependents(store: Store, ids: readonly string[]): Promise<string[]> {
  const open: string[] = []
  for (const chunk of inChunks(ids)) {
    const tasks = store.tasks
      .find({ 'dependencies.id': { $in: chunk }, open: true })
      .project<Pick<TaskDocument, '_id'>>({ _id: 1 })
    for await (const { _id } of tasks) open.push(_id)
  }
  return open
}
