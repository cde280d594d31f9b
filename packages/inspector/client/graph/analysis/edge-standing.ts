import type { EdgeKind } from '../../../shared/graph-columns.ts'
import { viewStateOrder, type ViewState } from '../../../shared/view-states.ts'
import { isSettledCode, viewOf, type TaskGraph } from '../model/task-graph.ts'

/**
 * What an edge means just now. In order of urgency: `spent` no longer matters (its group has enough, or can do
 * without), `satisfied` has given what was asked, `pending` waits for a task that itself waits, `blocking` waits for
 * a task that could run or runs, `broken` will never give it.
 */
export const standings = ['spent', 'satisfied', 'pending', 'blocking', 'broken'] as const

export type Standing = (typeof standings)[number]

const codeOf = (standing: Standing): number => standings.indexOf(standing)
const codes = {
  spent: codeOf('spent'),
  satisfied: codeOf('satisfied'),
  pending: codeOf('pending'),
  blocking: codeOf('blocking'),
  broken: codeOf('broken'),
}

type Outcome = 'fits' | 'misses' | 'open'

/** The dependency table: what each end of a dependency counts as. */
const outcomes: Readonly<Record<EdgeKind['on'], (view: ViewState) => boolean>> = {
  success: (view) => view === 'finished',
  failure: (view) => view === 'failed' || view === 'failed-upstream' || view === 'expired',
  settled: () => true,
}

function outcomeOf(code: number, on: EdgeKind['on']): Outcome {
  if (isSettledCode[code] === 0) return 'open'
  return outcomes[on](viewStateOrder[code]!) ? 'fits' : 'misses'
}

/** The standing of every edge of a graph, as places in `standings`. */
export function standingsOf(
  graph: TaskGraph,
  into = new Uint8Array(graph.kindOf.length),
): Uint8Array<ArrayBuffer> {
  const { targets } = graph.links
  let from = 0
  while (from < targets.length) {
    let to = from + 1
    while (to < targets.length && targets[to] === targets[from] && graph.kindOf[to] === graph.kindOf[from])
      to += 1
    writeGroup(graph, { from, to, into })
    from = to
  }
  return into
}

interface GroupOfEdges {
  readonly from: number
  readonly to: number
  readonly into: Uint8Array
}

/** The edges of a group stand together in the columns. */
function writeGroup(graph: TaskGraph, { from, to, into }: GroupOfEdges): void {
  const kind = graph.kinds[graph.kindOf[from]!]!
  const outcomeAt = (edge: number): Outcome => outcomeOf(graph.states[graph.links.sources[edge]!]!, kind.on)
  let fits = 0
  let misses = 0
  for (let edge = from; edge < to; edge += 1) {
    const outcome = outcomeAt(edge)
    if (outcome === 'fits') fits += 1
    else if (outcome === 'misses') misses += 1
  }
  const isImpossible = to - from - misses < kind.need
  const isOver = fits >= kind.need || isSettledCode[graph.states[graph.links.targets[from]!]!] === 1
  const standingOf: Readonly<Record<Outcome, (edge: number) => number>> = {
    fits: () => codes.satisfied,
    misses: () => (isImpossible && !kind.optional ? codes.broken : codes.spent),
    open: (edge) => (isOver ? codes.spent : openStanding(graph, edge)),
  }
  for (let edge = from; edge < to; edge += 1) into[edge] = standingOf[outcomeAt(edge)](edge)
}

function openStanding(graph: TaskGraph, edge: number): number {
  return viewOf(graph, graph.links.sources[edge]!) === 'blocked' ? codes.pending : codes.blocking
}
