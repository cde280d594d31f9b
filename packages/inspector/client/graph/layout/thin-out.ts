import { degree, neighbours, type Digraph } from '../model/digraph.ts'
import { groupBy } from '../model/group-by.ts'

/** How many times higher than in a picture of the shape of a screen a column may be. */
const mostTimesIdeal = 1.6
const aspect = 1.6
/** Smaller parts are left as they are. */
const fewest = 60

export interface Slot {
  /** Size of a node with the room around it, along and across the direction of the edges. */
  readonly along: number
  readonly across: number
}

interface Ranked {
  readonly graph: Digraph
  readonly ranks: Int32Array
}

/**
 * Moves tasks out of overfull columns into the next ones, as far as what depends on them allows, those with few
 * dependencies first: a graph of which half hangs on one task would otherwise be one column, too high for any
 * screen. Changes `ranks`.
 */
export function thinOut(nodes: readonly number[], { graph, ranks }: Ranked, slot: Slot): void {
  if (nodes.length < fewest) return
  const ideal = Math.sqrt((nodes.length * slot.along) / (slot.across * aspect))
  const most = Math.ceil(ideal * mostTimesIdeal)
  const columns = groupBy(nodes, (node) => ranks[node])
  const first = Math.min(...columns.keys())
  for (let rank = first, moved: number[] = []; columns.has(rank) || moved.length > 0; rank += 1) {
    const column = [...moved, ...(columns.get(rank) ?? [])]
    const free = column
      .filter((node) => nearestDependent(graph, node, ranks) > rank + 1)
      .toSorted((one, other) => degree(graph.incoming, one) - degree(graph.incoming, other) || one - other)
    moved = free.slice(0, Math.max(0, column.length - most))
    for (const node of moved) ranks[node] = rank + 1
  }
}

function nearestDependent({ outgoing }: Digraph, node: number, ranks: Int32Array): number {
  let nearest = Infinity
  for (const child of neighbours(outgoing, node))
    if (child !== node) nearest = Math.min(nearest, ranks[child]!)
  return nearest
}
