import { decodeStates, decodeTimes, type EdgeKind, type GraphColumns } from '../../../shared/graph-columns.ts'
import { viewStateOrder, viewStates, type ViewState } from '../../../shared/view-states.ts'
import { digraph, type Digraph } from './digraph.ts'

/**
 * The tasks of a DAG by columns, in typed arrays: entry `n` of each is of task `n`. The shape never changes (a new
 * shape is a new graph); states, attempts and times do, through `applyChanges`.
 */
export interface TaskGraph {
  readonly dagId: string
  readonly topology: string
  readonly ids: readonly string[]
  readonly placeOf: ReadonlyMap<string, number>
  readonly names: readonly string[]
  readonly nameOf: Int32Array
  /** The place of each state in `viewStateOrder`. */
  readonly states: Uint8Array
  readonly priorities: Uint8Array
  readonly attempts: Int32Array
  /** Times in milliseconds; NaN where there is none. */
  readonly createdAt: Float64Array
  readonly startedAt: Float64Array
  readonly settledAt: Float64Array
  readonly expiresAt: Float64Array
  /** Tasks of other DAGs, with their DAG. */
  readonly foreign: ReadonlyMap<number, string>
  /** Dependencies that exist no more, of each task that has such. */
  readonly missing: ReadonlyMap<number, readonly string[]>
  /** For a failure from upstream the place of what failed first, else -1. */
  readonly rootCauses: Int32Array
  readonly kinds: readonly EdgeKind[]
  /** The kind of each edge. Edges of one task with one kind are of one group. */
  readonly kindOf: Int32Array
  readonly links: Digraph
  readonly isCut: boolean
  /** Of a graph at an earlier moment: 1 for tasks that were not there yet. */
  readonly unborn?: Uint8Array
}

/** The place of a state in the columns of states. */
export function codeOf(view: ViewState): number {
  return viewStateOrder.indexOf(view)
}

export function viewOf(graph: TaskGraph, task: number): ViewState {
  return viewStateOrder[graph.states[task]!]!
}

/** By the code of a state: 1 where it is an end. */
export const isSettledCode = Uint8Array.from(viewStateOrder, (view) => (viewStates[view].isSettled ? 1 : 0))

export function nameOf(graph: TaskGraph, task: number): string {
  return graph.names[graph.nameOf[task]!] ?? ''
}

/** Reads the graph that the server gave. */
export function readTaskGraph(columns: GraphColumns): TaskGraph {
  const { base, ids } = columns
  const { sources, targets, kindOf } = edgesByGroup(columns)
  const rootCauses = new Int32Array(ids.length).fill(-1)
  for (const [task, cause] of columns.rootCauses) rootCauses[task] = cause
  return {
    dagId: columns.dagId,
    topology: columns.topology,
    ids,
    placeOf: new Map(ids.map((id, place) => [id, place])),
    names: columns.names,
    nameOf: Int32Array.from(columns.nameOf),
    states: decodeStates(columns.states),
    priorities: Uint8Array.from(columns.priorities, Number),
    attempts: Int32Array.from(columns.attempts),
    createdAt: decodeTimes(columns.createdAt, base),
    startedAt: decodeTimes(columns.startedAt, base),
    settledAt: decodeTimes(columns.settledAt, base),
    expiresAt: decodeTimes(columns.expiresAt, base),
    foreign: new Map(columns.foreign),
    missing: byTask(columns.missing),
    rootCauses,
    kinds: columns.kinds,
    kindOf,
    links: digraph(ids.length, sources, targets),
    isCut: columns.isCut,
  }
}

/** The edges of a task one group after the other: a group that was extended later is told in pieces. */
function edgesByGroup({ degrees, sources, kindOf }: GraphColumns) {
  const targets = targetsOf(degrees, sources.length)
  const order = [...sources.keys()].toSorted(
    (one, other) => targets[one]! - targets[other]! || kindOf[one]! - kindOf[other]!,
  )
  return {
    sources: Int32Array.from(order, (edge) => sources[edge]!),
    kindOf: Int32Array.from(order, (edge) => kindOf[edge]!),
    targets,
  }
}

function targetsOf(degrees: readonly number[], edgeCount: number): Int32Array {
  const targets = new Int32Array(edgeCount)
  let edge = 0
  degrees.forEach((degree, task) => {
    targets.fill(task, edge, edge + degree)
    edge += degree
  })
  return targets
}

function byTask(missing: readonly (readonly [number, string])[]): Map<number, string[]> {
  const lists = new Map<number, string[]>()
  for (const [task, id] of missing) lists.set(task, [...(lists.get(task) ?? []), id])
  return lists
}
