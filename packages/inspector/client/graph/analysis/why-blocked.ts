import { edgesAt } from '../model/digraph.ts'
import { isSettledCode, viewOf, type TaskGraph } from '../model/task-graph.ts'
import { standings } from './standing.ts'

export interface Blockage {
  /** 1 for each unfinished task that the asked ones wait for, and for these themselves. */
  readonly marks: Uint8Array
  /** What everything waits for in the end: tasks that do not wait for others. Running ones come first. */
  readonly frontier: readonly number[]
}

const pending = standings.indexOf('pending')
const blocking = standings.indexOf('blocking')

/** Follows what tasks wait for back to what could run. Without tasks: for every blocked task of the graph. */
export function whyBlocked(graph: TaskGraph, edgeStandings: Uint8Array, tasks?: Iterable<number>): Blockage {
  const marks = new Uint8Array(graph.ids.length)
  const asked = tasks ?? [...graph.ids.keys()].filter((task) => viewOf(graph, task) === 'blocked')
  const open: number[] = []
  for (const task of asked) if (isSettledCode[graph.states[task]!] === 0) open.push(task)
  for (const task of open) marks[task] = 1
  for (let task = open.pop(); task !== undefined; task = open.pop()) {
    for (const edge of edgesAt(graph.links.incoming, task)) {
      const standing = edgeStandings[edge]
      const source = graph.links.sources[edge]!
      if (marks[source] === 1 || (standing !== pending && standing !== blocking)) continue
      marks[source] = 1
      open.push(source)
    }
  }
  return { marks, frontier: frontierOf(graph, marks) }
}

function frontierOf(graph: TaskGraph, marks: Uint8Array): number[] {
  const isRunning = (task: number): number => (viewOf(graph, task) === 'running' ? 0 : 1)
  return [...graph.ids.keys()]
    .filter((task) => marks[task] === 1 && viewOf(graph, task) !== 'blocked')
    .toSorted((one, other) => isRunning(one) - isRunning(other) || one - other)
}
