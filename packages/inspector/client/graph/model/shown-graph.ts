import { ranksOf } from '../layout/ranks.ts'
import { digraph, degree, neighbours, type Digraph } from './digraph.ts'
import { groupBy } from './group-by.ts'
import type { TaskGraph } from './task-graph.ts'

/** What is drawn: each node is one task, or a stack of tasks that are drawn as one. */
export interface ShownGraph {
  readonly size: number
  /** A name for each node that stays when the graph grows: the id of its task, or of its stack. */
  readonly keys: readonly string[]
  readonly nodeOfKey: ReadonlyMap<string, number>
  /** The tasks of each node. */
  readonly members: readonly (readonly number[])[]
  /** The node of each task; -1 for tasks that are left out. */
  readonly nodeOf: Int32Array
  readonly links: Digraph
  /** The drawn edge of each edge between tasks; -1 for those within a stack or at a task that is left out. */
  readonly edgeOf: Int32Array
}

/** `identical`: siblings of one name with the same neighbours. `levels`: whatever has one name and one rank. */
export type Stacking = 'none' | 'identical' | 'levels'

export interface Selection {
  readonly stacking: Stacking
  /** Stacks that are shown as their tasks. */
  readonly unfolded: ReadonlySet<string>
  /** Only tasks with a 1 are shown; absent: all. */
  readonly only?: Uint8Array | undefined
}

/** Fewer identical siblings than this stay cards of their own. */
const smallestStack = 8

/** Chooses what is drawn of a graph. */
export function showGraph(graph: TaskGraph, selection: Selection): ShownGraph {
  const groups = groupsOf(graph, selection)
  const keys = [...groups.keys()]
  const members = [...groups.values()]
  const nodeOf = new Int32Array(graph.ids.length).fill(-1)
  members.forEach((tasks, node) => {
    for (const task of tasks) nodeOf[task] = node
  })
  return {
    size: keys.length,
    keys,
    nodeOfKey: new Map(keys.map((key, node) => [key, node])),
    members,
    nodeOf,
    ...linksBetween(graph, nodeOf, keys.length),
  }
}

/** True when a node stands for several tasks. */
export function isStack(shown: ShownGraph, node: number): boolean {
  return (shown.members[node]?.length ?? 0) > 1
}

function groupsOf(graph: TaskGraph, { stacking, unfolded, only }: Selection): Map<string, number[]> {
  const tasks = [...graph.ids.keys()].filter((task) => only === undefined || only[task] === 1)
  const stackOf = stacksOf(graph, tasks, stacking)
  return groupBy(tasks, (task) => {
    const stack = stackOf.get(task)
    return stack === undefined || unfolded.has(stack) ? graph.ids[task]! : stack
  })
}

/** The stack of each task that is in one, named after its first task. */
function stacksOf(graph: TaskGraph, tasks: readonly number[], stacking: Stacking): Map<number, string> {
  const keyOf = stackKeys(graph, stacking)
  const stacks = new Map<number, string>()
  for (const group of groupBy(tasks, keyOf).values()) {
    if (group.length < smallestStack) continue
    for (const task of group) stacks.set(task, `stack:${graph.ids[group[0]!]}`)
  }
  return stacks
}

/** Names the stack that a task could be in. */
function stackKeys(graph: TaskGraph, stacking: Stacking): (task: number) => string | undefined {
  if (stacking === 'none') return () => undefined
  if (stacking === 'levels') {
    const ranks = ranksOf(graph.links)
    return (task) => `${graph.nameOf[task]} ${ranks[task]}`
  }
  const { incoming, outgoing } = graph.links
  const keys = graph.ids.map((_, task) => {
    if (graph.foreign.has(task) || degree(incoming, task) + degree(outgoing, task) === 0) return undefined
    const before = neighbours(incoming, task).toSorted().join()
    const after = neighbours(outgoing, task).toSorted().join()
    return `${graph.nameOf[task]} ${before} ${after}`
  })
  return (task) => keys[task]
}

function linksBetween(graph: TaskGraph, nodeOf: Int32Array, size: number) {
  const { sources, targets } = graph.links
  const edgeOf = new Int32Array(sources.length).fill(-1)
  const known = new Map<number, number>()
  const from: number[] = []
  const to: number[] = []
  for (let edge = 0; edge < sources.length; edge += 1) {
    const source = nodeOf[sources[edge]!]!
    const target = nodeOf[targets[edge]!]!
    if (source === -1 || target === -1) continue
    if (source === target && sources[edge] !== targets[edge]) continue
    const key = source * size + target
    const place = known.get(key) ?? from.push(source) - 1
    if (place === to.length) to.push(target)
    known.set(key, place)
    edgeOf[edge] = place
  }
  return { edgeOf, links: digraph(size, Int32Array.from(from), Int32Array.from(to)) }
}
