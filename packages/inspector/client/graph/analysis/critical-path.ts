import { topologicalOrder } from '../layout/ranks.ts'
import { neighbours } from '../model/digraph.ts'
import { groupBy } from '../model/group-by.ts'
import { isSettledCode, viewOf, type TaskGraph } from '../model/task-graph.ts'

export interface CriticalPath {
  /** The tasks of the chain that decides when the DAG ends, the first one first. */
  readonly tasks: readonly number[]
  /** What is left of it in milliseconds, by the medians of what has run here; absent when nothing is known. */
  readonly remaining: number | undefined
}

/**
 * The chain that decides when a DAG ends. Of what has run: from the task that ended last back through the
 * dependencies that each task waited for longest. Of what has not: the chain with the longest time to come.
 */
export function criticalPath(graph: TaskGraph, now: number): CriticalPath {
  const medians = medianDurations(graph)
  const ahead = chainAhead(graph, (task) => timeLeft(graph, task, { medians, now }) ?? 1)
  const last = ahead.tasks[0] ?? latest(graph, graph.ids.keys())
  if (last === undefined) return { tasks: [], remaining: undefined }
  const past = chainBehind(graph, last)
  const future = ahead.tasks.length === 0 ? [last] : ahead.tasks
  return { tasks: [...past, ...future], remaining: medians.size === 0 ? undefined : ahead.length }
}

/** The median run of each definition in this graph, in milliseconds. */
export function medianDurations(graph: TaskGraph): Map<number, number> {
  const runs = groupBy(graph.ids.keys(), (task) =>
    durationOf(graph, task) >= 0 && isFinished(graph, task) ? graph.nameOf[task] : undefined,
  )
  const medianOf = (tasks: readonly number[]): number => {
    const sorted = tasks.map((task) => durationOf(graph, task)).toSorted((one, other) => one - other)
    return sorted[sorted.length >> 1]!
  }
  return new Map([...runs].map(([name, tasks]) => [name, medianOf(tasks)]))
}

function isFinished(graph: TaskGraph, task: number): boolean {
  return viewOf(graph, task) === 'finished'
}

function durationOf(graph: TaskGraph, task: number): number {
  return graph.settledAt[task]! - graph.startedAt[task]!
}

export interface Estimate {
  readonly medians: ReadonlyMap<number, number>
  readonly now: number
}

/** Milliseconds until a task will have run, once its dependencies have; undefined when nothing of its kind has run here. */
export function timeLeft(graph: TaskGraph, task: number, { medians, now }: Estimate): number | undefined {
  if (isSettledCode[graph.states[task]!] === 1) return 0
  const whole = medians.get(graph.nameOf[task]!)
  if (whole === undefined || viewOf(graph, task) !== 'running' || Number.isNaN(graph.startedAt[task])) {
    return whole
  }
  return Math.max(whole - (now - graph.startedAt[task]!), 0)
}

/** The unsettled chain with the longest time to come. */
function chainAhead(graph: TaskGraph, timeLeftOf: (task: number) => number) {
  const lengths = new Float64Array(graph.ids.length)
  const next = new Int32Array(graph.ids.length).fill(-1)
  let first = -1
  for (const task of topologicalOrder(graph.links).toReversed()) {
    if (isSettledCode[graph.states[task]!] === 1) continue
    const longest = longestOf(openDependents(graph, task), lengths)
    next[task] = longest
    lengths[task] = timeLeftOf(task) + (longest === -1 ? 0 : lengths[longest]!)
    if (first === -1 || lengths[task] >= lengths[first]!) first = task
  }
  const tasks: number[] = []
  for (let task = first; task !== -1; task = next[task]!) tasks.push(task)
  return { tasks, length: first === -1 ? 0 : lengths[first]! }
}

function openDependents(graph: TaskGraph, task: number): Int32Array {
  return neighbours(graph.links.outgoing, task).filter(
    (child) => child !== task && isSettledCode[graph.states[child]!] === 0,
  )
}

function longestOf(tasks: Int32Array, lengths: Float64Array): number {
  return tasks.reduce((best, task) => (best === -1 || lengths[task]! > lengths[best]! ? task : best), -1)
}

/** What a task waited for, one after the other: of its dependencies always the one that ended last. */
function chainBehind(graph: TaskGraph, last: number): number[] {
  const chain: number[] = []
  const seen = new Set([last])
  for (let task: number | undefined = last; task !== undefined;) {
    const dependencies: Iterable<number> = neighbours(graph.links.incoming, task)
    task = latest(graph, dependencies)
    if (task === undefined || seen.has(task)) break
    seen.add(task)
    chain.unshift(task)
  }
  return chain
}

/** Of some tasks the settled one that ended last. */
function latest(graph: TaskGraph, tasks: Iterable<number>): number | undefined {
  let found: number | undefined
  for (const task of tasks) {
    const at = graph.settledAt[task]!
    if (!Number.isNaN(at) && (found === undefined || at > graph.settledAt[found]!)) found = task
  }
  return found
}
