import type { TaskDocument } from '../../document/task-document.ts'
import { whereVisible } from '../../document/transitions.ts'
import { inChunks } from '../chunks.ts'
import type { Store } from '../store.ts'

const graphFields = [
  'dagId',
  'name',
  'state',
  'ready',
  'holds',
  'dueAt',
  'attempt',
  'rootCause',
  'dependencies',
  'groups',
  'createdAt',
  'resetAt',
  'expiresAt',
  'purgeAt',
  'reset',
] as const

/** A task as a part of the graph: what it depends on and how it stands, without what it carries. */
export type GraphTask = Pick<TaskDocument, '_id' | (typeof graphFields)[number]>

/** How many layers are looked up in the index of edges before whole DAGs are read: a deep graph is one read then. */
const layersByIndex = 20

/** DAGs that were read as a whole: their tasks by what they depend on. */
interface LoadedDags {
  readonly ids: Set<string>
  readonly dependents: Map<string, GraphTask[]>
}

/**
 * Reads everything that depends on some tasks, near or far, in whatever DAG; they themselves are among it.
 * Depth is a loop: a chain of any length must pass.
 * @param follows Whether to go on from a task to its dependents; from the given ones it always goes on.
 */
export async function readDownstream(
  store: Store,
  roots: readonly GraphTask[],
  follows: (task: GraphTask) => boolean = () => true,
): Promise<Map<string, GraphTask>> {
  const found = new Map<string, GraphTask>()
  const loaded: LoadedDags = { ids: new Set(), dependents: new Map() }
  let layer = roots
  for (let depth = 0; layer.length > 0; depth += 1) {
    const from = depth === 0 ? [...layer] : layer.filter(follows)
    for (const task of layer) found.set(task._id, task)
    if (depth >= layersByIndex) {
      await loadDags(store, from, loaded)
      for (const task of followLoaded(from, { found, loaded, follows })) from.push(task)
    }
    const ids = from.map(({ _id }) => _id)
    const next = await readGraph(store, { by: 'dependencies.id', ids, notIn: [...loaded.ids] })
    layer = next.filter(({ _id }) => !found.has(_id))
  }
  return found
}

interface GraphQuery {
  readonly by: '_id' | 'dependencies.id'
  readonly ids: readonly string[]
  /** DAGs that need not be looked at. */
  readonly notIn?: readonly string[]
}

/** Reads tasks by their ids, or by those of their dependencies; each one once, and those alone that readers see. */
export async function readGraph(store: Store, { by, ids, notIn = [] }: GraphQuery): Promise<GraphTask[]> {
  const tasks = new Map<string, GraphTask>()
  for (const chunk of inChunks(ids)) {
    const rows = store.tasks
      .find({
        [by]: { $in: chunk },
        ...whereVisible,
        ...(notIn.length > 0 ? { dagId: { $nin: [...notIn] } } : {}),
      })
      .project<GraphTask>(graphProjection)
    for await (const task of rows) tasks.set(task._id, task)
  }
  return [...tasks.values()]
}

/** The fields of a task of the graph. */
export const graphProjection: Readonly<Record<string, 1>> = Object.fromEntries(
  graphFields.map((field) => [field, 1] as const),
)

async function loadDags(store: Store, tasks: readonly GraphTask[], loaded: LoadedDags): Promise<void> {
  for (const dagId of new Set(tasks.map((task) => task.dagId))) {
    if (loaded.ids.has(dagId)) continue
    loaded.ids.add(dagId)
    const rows = store.tasks.find({ dagId, ...whereVisible }).project<GraphTask>(graphProjection)
    byDependency(await rows.toArray(), loaded.dependents)
  }
}

/** Sorts tasks by what they depend on. */
export function byDependency(
  tasks: readonly GraphTask[],
  dependents: Map<string, GraphTask[]> = new Map(),
): Map<string, GraphTask[]> {
  for (const task of tasks) {
    for (const { id } of task.dependencies) {
      const list = dependents.get(id)
      if (list === undefined) dependents.set(id, [task])
      else list.push(task)
    }
  }
  return dependents
}

interface Walk {
  readonly found: Map<string, GraphTask>
  readonly loaded: LoadedDags
  readonly follows: (task: GraphTask) => boolean
}

/** Goes on within the DAGs that were read. Returns the tasks that it came through. */
function followLoaded(from: readonly GraphTask[], { found, loaded, follows }: Walk): GraphTask[] {
  const through: GraphTask[] = []
  for (let layer = from; layer.length > 0;) {
    const next = layer.flatMap(({ _id }) => loaded.dependents.get(_id) ?? [])
    layer = next.filter((task) => !found.has(task._id) && found.set(task._id, task) && follows(task))
    for (const task of layer) through.push(task)
  }
  return through
}
