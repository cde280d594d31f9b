import { topologicalOrder } from '../layout/ranks.ts'
import { neighbours } from './digraph.ts'
import { viewOf, type TaskGraph } from './task-graph.ts'

/**
 * The ids of tasks that are finished together with everything that they depend on. No way leads from what is left back
 * into them, so that whatever of them is put together closes no circle.
 */
export function finishedIds(graph: TaskGraph): Set<string> {
  const isDone = new Uint8Array(graph.ids.length)
  const ids = new Set<string>()
  for (const task of topologicalOrder(graph.links)) {
    if (viewOf(graph, task) !== 'finished') continue
    if (neighbours(graph.links.incoming, task).some((source) => isDone[source] === 0)) continue
    isDone[task] = 1
    ids.add(graph.ids[task]!)
  }
  return ids
}

/** For each task that is among some, the first task that it hangs together with through these alone; else -1. */
export function partsOf({ ids, links }: TaskGraph, some: ReadonlySet<string>): Int32Array {
  const parts = new Int32Array(ids.length).fill(-1)
  const isOpen = (task: number): boolean => parts[task] === -1 && some.has(ids[task]!)
  for (const first of ids.keys()) {
    if (!isOpen(first)) continue
    parts[first] = first
    const reached = [first]
    for (const task of reached) {
      for (const side of [links.incoming, links.outgoing]) {
        for (const other of neighbours(side, task)) {
          if (!isOpen(other)) continue
          parts[other] = first
          reached.push(other)
        }
      }
    }
  }
  return parts
}
