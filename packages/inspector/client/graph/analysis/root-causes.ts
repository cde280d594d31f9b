import { viewOf, type TaskGraph } from '../model/task-graph.ts'

export interface RootCause {
  readonly task: number
  /** How many other tasks failed because of it. */
  readonly cascade: number
}

/** The tasks that failed by themselves, those that took most with them first. */
export function rootCausesOf(graph: TaskGraph): RootCause[] {
  const cascades = new Map<number, number>()
  for (const cause of graph.rootCauses) if (cause !== -1) cascades.set(cause, (cascades.get(cause) ?? 0) + 1)
  return [...graph.ids.keys()]
    .filter((task) => ['failed', 'expired'].includes(viewOf(graph, task)) || cascades.has(task))
    .map((task) => ({ task, cascade: cascades.get(task) ?? 0 }))
    .toSorted((one, other) => other.cascade - one.cascade || one.task - other.task)
}

/** Marks root causes and all that failed with them. */
export function failureMarks(graph: TaskGraph): Uint8Array {
  const marks = new Uint8Array(graph.ids.length)
  for (const { task } of rootCausesOf(graph)) marks[task] = 1
  graph.rootCauses.forEach((cause, task) => {
    if (cause !== -1) marks[task] = 1
  })
  for (const task of marks.keys()) if (viewOf(graph, task) === 'failed-upstream') marks[task] = 1
  return marks
}
