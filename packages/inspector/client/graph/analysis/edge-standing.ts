import { viewStateOrder } from '../../../shared/view-states.ts'
import { isSettledCode, viewOf, type TaskGraph } from '../model/task-graph.ts'
import { outcomeOf, standings, type Outcome, type Standing } from './standing.ts'

const codeOf = (standing: Standing): number => standings.indexOf(standing)
const codes = {
  spent: codeOf('spent'),
  satisfied: codeOf('satisfied'),
  pending: codeOf('pending'),
  blocking: codeOf('blocking'),
  broken: codeOf('broken'),
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
  const outcomeAt = (edge: number): Outcome =>
    outcomeOf(viewStateOrder[graph.states[graph.links.sources[edge]!]!]!, kind.on)
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
