import type { Stacking } from '../../router/search.ts'
import { digraph, type Digraph } from './digraph.ts'
import { groupBy } from './group-by.ts'
import { stackKey } from './stack-keys.ts'
import { stackRule, type StackRule } from './stack-rules.ts'
import { nameOf, type TaskGraph } from './task-graph.ts'

/** What is drawn: each node is one task, or a stack of tasks that are drawn as one. */
export interface ShownGraph {
  readonly size: number
  /** A name for each node that stays when the graph grows: the id of its task, or of its stack. */
  readonly keys: readonly string[]
  readonly nodeOfKey: ReadonlyMap<string, number>
  /** The tasks of each node. */
  readonly members: readonly (readonly number[])[]
  /** The names of stacks that are not called as the type of their tasks. */
  readonly titles: ReadonlyMap<number, string>
  /** The node of each task; -1 for tasks that are left out. */
  readonly nodeOf: Int32Array
  /** The key of the stack of each task that is in one, also of one that is unfolded. */
  readonly stackOf: ReadonlyMap<number, string>
  /** What the unfolded stacks are called, by their keys, in the order in which they were unfolded. */
  readonly unfolded: ReadonlyMap<string, string>
  readonly links: Digraph
  /** The drawn edge of each edge between tasks; -1 for those within a stack or at a task that is left out. */
  readonly edgeOf: Int32Array
}

export interface Selection {
  readonly stacking: Stacking
  /** Stacks that are shown as their tasks. */
  readonly unfolded: ReadonlySet<string>
  /** The tasks that count as finished: those that were when it was laid out, for else a change of state would move cards. */
  readonly done?: ReadonlySet<string> | undefined
  /** The ids of the tasks that are shown, which stay the same when the graph grows; absent: all. */
  readonly only?: ReadonlySet<string> | undefined
}

/** Chooses what is drawn of a graph. */
export function showGraph(graph: TaskGraph, selection: Selection): ShownGraph {
  const rule = stackRule(graph, selection.stacking, selection)
  const { groups, stackOf } = groupsOf(graph, selection, rule)
  const keys = [...groups.keys()]
  const members = [...groups.values()]
  const nodeOf = new Int32Array(graph.ids.length).fill(-1)
  const titles = new Map<number, string>()
  members.forEach((tasks, node) => {
    for (const task of tasks) nodeOf[task] = node
    const title = tasks.length > 1 ? rule.titleOf(tasks[0]!) : undefined
    if (title !== undefined) titles.set(node, title)
  })
  return {
    size: keys.length,
    keys,
    nodeOfKey: new Map(keys.map((key, node) => [key, node])),
    members,
    titles,
    nodeOf,
    stackOf,
    unfolded: unfoldedTitles(graph, selection.unfolded, { rule, stackOf }),
    ...linksBetween(graph, nodeOf, keys.length),
  }
}

/** True when a node stands for several tasks. */
export function isStack(shown: ShownGraph, node: number): boolean {
  return (shown.members[node]?.length ?? 0) > 1
}

/** What a node is called: as the type of its tasks, unless they are together for another reason. */
export function titleOf(graph: TaskGraph, { titles, members }: ShownGraph, node: number): string {
  return titles.get(node) ?? nameOf(graph, members[node]?.[0] ?? -1)
}

/** What a node is called, and of a stack how many tasks it is. */
export function countedTitleOf(graph: TaskGraph, shown: ShownGraph, node: number): string {
  const title = titleOf(graph, shown, node)
  return isStack(shown, node) ? `${title} × ${shown.members[node]!.length}` : title
}

function groupsOf(graph: TaskGraph, { unfolded, only }: Selection, rule: StackRule) {
  const tasks = [...graph.ids.keys()].filter((task) => only === undefined || only.has(graph.ids[task]!))
  const stackOf = stacksOf(graph, tasks, rule)
  const groups = groupBy(tasks, (task) => {
    const stack = stackOf.get(task)
    return stack === undefined || unfolded.has(stack) ? graph.ids[task]! : stack
  })
  return { groups, stackOf }
}

/** The stack of each task that is in one, named after its first task. */
function stacksOf(
  graph: TaskGraph,
  tasks: readonly number[],
  { keyOf, least }: StackRule,
): Map<number, string> {
  const stacks = new Map<number, string>()
  for (const group of groupBy(tasks, keyOf).values()) {
    if (group.length < least) continue
    for (const task of group) stacks.set(task, stackKey(graph.ids[group[0]!]!))
  }
  return stacks
}

interface Stacks {
  readonly rule: StackRule
  readonly stackOf: ReadonlyMap<number, string>
}

function unfoldedTitles(
  graph: TaskGraph,
  unfolded: ReadonlySet<string>,
  { rule, stackOf }: Stacks,
): Map<string, string> {
  const titles = new Map<string, string>()
  if (unfolded.size === 0) return titles
  const stacks = groupBy([...stackOf.keys()], (task) => stackOf.get(task))
  for (const key of unfolded) {
    const [first, ...others] = stacks.get(key) ?? []
    if (first === undefined) continue
    titles.set(key, `${rule.titleOf(first) ?? nameOf(graph, first)} × ${others.length + 1}`)
  }
  return titles
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
