import { viewStateOrder, type ViewState } from '../../../shared/view-states.ts'
import type { ShownGraph } from '../model/shown-graph.ts'
import { codeOf, type TaskGraph } from '../model/task-graph.ts'

/** What a stack shows of its tasks: the state that asks most for attention. */
const byUrgency: readonly ViewState[] = [
  'failed',
  'expired',
  'failed-upstream',
  'running',
  'retrying',
  'ready',
  'paused',
  'scheduled',
  'blocked',
  'cancelled',
  'skipped',
  'finished',
]

/** How much a state asks for attention; more is more. */
export function urgencyOf(view: ViewState): number {
  return byUrgency.length - byUrgency.indexOf(view)
}

const urgencies = Uint8Array.from(viewStateOrder, urgencyOf)

/** The codes of states from the one that asks most for attention to the one that asks least. */
export const codesByUrgency: readonly number[] = byUrgency.map(codeOf)

/** Writes the state of each drawn node, as codes. */
export function writeNodeStates(graph: TaskGraph, shown: ShownGraph, into: Uint8Array): void {
  shown.members.forEach((tasks, node) => {
    let code = graph.states[tasks[0]!]!
    for (const task of tasks) {
      const other = graph.states[task]!
      if (urgencies[other]! > urgencies[code]!) code = other
    }
    into[node] = code
  })
}

export interface StateCount {
  readonly view: ViewState
  readonly count: number
}

/** How many tasks of a stack are in each state, in the order in which states are listed. */
export function countStates(graph: TaskGraph, tasks: readonly number[]): StateCount[] {
  const counts = new Int32Array(viewStateOrder.length)
  for (const task of tasks) if (graph.unborn?.[task] !== 1) counts[graph.states[task]!]! += 1
  return viewStateOrder.map((view, code) => ({ view, count: counts[code]! })).filter(({ count }) => count > 0)
}
