import type { GraphColumns } from '../../shared/graph-columns.ts'
import type { DagDetail } from '../api/wire.ts'
import type { TaskGraph } from '../graph/model/task-graph.ts'
import type { Snapshot } from './snapshot.ts'

export interface Shown {
  /** The graph as it was read; undefined where it was not. */
  readonly columns: GraphColumns | undefined
  /** The same graph, with what was told since. */
  readonly graph: TaskGraph
  readonly detail: DagDetail | undefined
}

/** A snapshot of what is shown now. Nothing is read for it, so that it holds nothing that was withheld. */
export function takeSnapshot({ columns, graph, detail }: Shown, takenAt: number): Snapshot | undefined {
  if (columns === undefined) return undefined
  const times = (column: Float64Array): (number | null)[] => writeTimes(column, columns.base)
  return {
    format: 'taskloom-snapshot',
    version: 1,
    takenAt,
    // Metadata is the user's, as payloads are: the file may go to somebody who may not see it.
    dag: detail && { dag: detail.dag, rootCauses: detail.rootCauses },
    graph: {
      ...columns,
      states: Array.from(graph.states, (code) => code.toString(36)).join(''),
      priorities: graph.priorities.join(''),
      attempts: [...graph.attempts],
      startedAt: times(graph.startedAt),
      settledAt: times(graph.settledAt),
      expiresAt: times(graph.expiresAt),
    },
  }
}

/** Each time as the difference to the one before; a missing one is null, and is passed over. */
function writeTimes(column: Float64Array, base: number): (number | null)[] {
  let before = base
  return Array.from(column, (time) => {
    if (Number.isNaN(time)) return null
    const difference = time - before
    before = time
    return difference
  })
}
