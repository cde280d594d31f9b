import { visibleStates, type StoredState } from '../../../document/states.ts'
import type { TaskDocument } from '../../../document/task-document.ts'
import { whereVisible } from '../../../document/transitions.ts'
import { inChunks } from '../../chunks.ts'
import { countByState, nameCounts, tallyByState, totalOf } from './count-by-state.ts'
import type { DagGraph } from './dag-shapes.ts'
import { encodeGraph, type GraphTask } from './encode-graph.ts'
import { linkedBeyond } from './linked-beyond.ts'
import { lateness, type Reader } from './reader.ts'

const graphFields = {
  dagId: 1,
  name: 1,
  state: 1,
  priority: 1,
  ordinal: 1,
  ready: 1,
  holds: 1,
  dueAt: 1,
  attempt: 1,
  rootCause: 1,
  createdAt: 1,
  startedAt: 1,
  settledAt: 1,
  expiresAt: 1,
  'dependencies.id': 1,
  'dependencies.group': 1,
  'groups.name': 1,
  'groups.kind': 1,
  'groups.need': 1,
  'groups.on': 1,
  'groups.optional': 1,
} as const

/** Tasks of other DAGs beyond this are left out: they are scenery. */
const foreignAtMost = 5_000

/** How many tasks of one DAG are read at all. */
const tasksAtMost = 50_000

/** How many graphs are kept, and how long before all of it is read anew, in milliseconds. */
const graphsKept = 4
const keptFor = 60_000

export interface GraphOptions {
  /** How many tasks it has at most, the oldest. */
  readonly limit: number
  /**
   * The version of the DAG, if it was just read: a graph that was made for the same one is given again, and nothing
   * else is asked.
   */
  readonly version?: string | undefined
}

/** What is remembered of a graph. */
interface KeptGraph {
  readonly readAt: number
  readonly tasks: Map<string, GraphTask>
  /** When it was last brought up to date, by the clock of the database. */
  upToDateAt: number
  /** What was made of it; it holds while nothing changes. */
  made: MadeGraph | undefined
}

interface MadeGraph {
  /** What it was made by, apart from the tasks. */
  readonly by: string
  /** What its caller said that it is the graph of. */
  readonly version: string | undefined
  /** Whether it shows tasks of other DAGs: they change without a word, but for the version, which has theirs. */
  readonly hasForeign: boolean
  readonly graph: DagGraph
}

/**
 * Reads graphs of DAGs. Of those that were asked for last it remembers the tasks, and reads only those that have
 * changed since: a graph that is watched while it runs costs what changes in it.
 */
export class GraphReader {
  readonly #reader: Reader
  readonly #kept = new Map<string, KeptGraph>()

  constructor(reader: Reader) {
    this.#reader = reader
  }

  /** The graph of a DAG, the oldest tasks first; undefined when nothing of it is left. */
  async read(dagId: string, { limit, version }: GraphOptions): Promise<DagGraph | undefined> {
    const pausedNames = await this.#reader.pausedNames()
    const by = [limit, ...pausedNames].join()
    const graph =
      this.#recall(dagId, { by, version }) ?? (await this.#refresh(dagId)) ?? (await this.#readAll(dagId))
    if (graph.tasks.size === 0) return undefined
    this.#keep(dagId, graph)
    if (graph.made?.by === by && (!graph.made.hasForeign || graph.made.version === version)) {
      graph.made = { ...graph.made, version }
      return graph.made.graph
    }
    const all = [...graph.tasks.values()].toSorted(inOrder)
    const tasks = all.slice(0, limit)
    const foreign = await readForeign(this.#reader, tasks)
    const made = encodeGraph({ dagId, tasks, foreign, isCut: all.length > limit, pausedNames })
    graph.made = { by, version, hasForeign: foreign.length > 0, graph: made }
    return made
  }

  /** What is remembered, where it was made for the same version. */
  #recall(dagId: string, { by, version }: Pick<MadeGraph, 'by' | 'version'>): KeptGraph | undefined {
    const graph = this.#kept.get(dagId)
    if (version === undefined || graph?.made?.version !== version || graph.made.by !== by) return undefined
    return isRecent(graph) ? graph : undefined
  }

  #keep(dagId: string, graph: KeptGraph): void {
    this.#kept.delete(dagId)
    this.#kept.set(dagId, graph)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > graphsKept && oldest !== undefined) this.#kept.delete(oldest)
  }

  /** Brings what is remembered up to date; undefined where that cannot be trusted. */
  async #refresh(dagId: string): Promise<KeptGraph | undefined> {
    const graph = this.#kept.get(dagId)
    if (graph === undefined || !isRecent(graph)) return undefined
    const { store, options } = this.#reader
    const { indexes } = await this.#reader.standing('tasks')
    if (!indexes.has('inspect-within-dag')) return undefined
    const now = store.clock.now().getTime()
    const since = new Date(graph.upToDateAt - lateness)
    const changed = await store.tasks
      .find({ dagId, updatedAt: { $gte: since } }, { ...options, hint: 'inspect-within-dag' })
      .project<GraphTask & Pick<TaskDocument, 'updatedAt'>>({ ...graphFields, updatedAt: 1 })
      .toArray()
    note(graph, changed)
    graph.upToDateAt = now
    const isQuiet = changed.every(({ updatedAt }) => updatedAt.getTime() < now - lateness)
    return (await this.#agrees(dagId, graph.tasks, isQuiet)) ? graph : undefined
  }

  /**
   * Whether nothing was removed, is there that was not told of, or was changed by a transaction that took long. While
   * tasks change the states are not compared: they are ahead of what was read, and that is read again soon.
   */
  async #agrees(
    dagId: string,
    tasks: ReadonlyMap<string, GraphTask>,
    comparesStates: boolean,
  ): Promise<boolean> {
    const counts = await countByState(this.#reader, dagId)
    const visible = new Map([...counts].filter(([state]) => isVisible(state)))
    if (totalOf(visible) !== tasks.size) return false
    return !comparesStates || nameCounts(visible) === nameCounts(tallyByState(tasks.values()))
  }

  async #readAll(dagId: string): Promise<KeptGraph> {
    const { store, options } = this.#reader
    const upToDateAt = store.clock.now().getTime()
    const readAt = performance.now()
    const graph: KeptGraph = { readAt, upToDateAt, tasks: new Map(), made: undefined }
    const found = await store.tasks
      .find({ dagId, ...whereVisible }, options)
      .project<GraphTask>(graphFields)
      .limit(tasksAtMost + 1)
      .toArray()
    note(graph, found)
    return graph
  }
}

function isRecent({ readAt }: KeptGraph): boolean {
  return performance.now() - readAt <= keptFor
}

function note(graph: KeptGraph, tasks: readonly GraphTask[]): void {
  if (tasks.length > 0) graph.made = undefined
  for (const task of tasks) {
    if (isVisible(task.state)) graph.tasks.set(task._id, task)
    else graph.tasks.delete(task._id)
  }
}

function isVisible(state: StoredState): boolean {
  return (visibleStates as readonly string[]).includes(state)
}

function inOrder(one: GraphTask, other: GraphTask): number {
  return one.ordinal - other.ordinal || (one._id < other._id ? -1 : 1)
}

async function readForeign({ store, options }: Reader, tasks: readonly GraphTask[]): Promise<GraphTask[]> {
  const elsewhere = linkedBeyond(tasks).slice(0, foreignAtMost)
  const found: GraphTask[] = []
  for (const chunk of inChunks(elsewhere))
    found.push(
      ...(await store.tasks
        .find({ _id: { $in: chunk }, ...whereVisible }, options)
        .project<GraphTask>(graphFields)
        .toArray()),
    )
  return found.toSorted(inOrder)
}
