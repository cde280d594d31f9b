import type { ViewState } from '../../../shared/view-states.ts'
import { codeOf, type TaskGraph } from './task-graph.ts'

/** What a live event says of a task: the part of a task's row that a graph shows. */
export interface TaskChange {
  readonly id: string
  readonly view: ViewState
  readonly priority: number
  readonly attempt: number
  readonly startedAt?: number | undefined
  readonly settledAt?: number | undefined
  readonly expiresAt: number
}

export interface AppliedChanges {
  /** The places of the tasks that look different now. */
  readonly changed: readonly number[]
  /** Ids that the graph does not have: its shape has grown. */
  readonly unknown: readonly string[]
  /** Tasks failed because of others, or no longer do: live events do not say what failed first. */
  readonly isCascade: boolean
}

const upstream = codeOf('failed-upstream')

/** Writes changes into the columns of a graph, in place. */
export function applyChanges(graph: TaskGraph, changes: readonly TaskChange[]): AppliedChanges {
  const changed: number[] = []
  const unknown: string[] = []
  let isCascade = false
  for (const change of changes) {
    const task = graph.placeOf.get(change.id)
    if (task === undefined) unknown.push(change.id)
    else {
      const before = graph.states[task]!
      if (!write(graph, task, change)) continue
      changed.push(task)
      isCascade ||= (before === upstream) !== (graph.states[task] === upstream)
    }
  }
  return { changed, unknown, isCascade }
}

function write(graph: TaskGraph, task: number, change: TaskChange): boolean {
  const writes = [
    put(graph.states, task, codeOf(change.view)),
    put(graph.priorities, task, change.priority),
    put(graph.attempts, task, change.attempt),
    put(graph.startedAt, task, change.startedAt ?? Number.NaN),
    put(graph.settledAt, task, change.settledAt ?? Number.NaN),
    put(graph.expiresAt, task, change.expiresAt),
  ]
  return writes.includes(true)
}

function put(column: Uint8Array | Int32Array | Float64Array, at: number, value: number): boolean {
  if (Object.is(column[at], value)) return false
  column[at] = value
  return true
}
