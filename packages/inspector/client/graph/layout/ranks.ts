import { degree, neighbours, type Digraph } from '../model/digraph.ts'

/** The nodes of an acyclic graph, sources of edges before their targets. Edges from a node to itself are ignored. */
export function topologicalOrder(graph: Digraph): Int32Array {
  const waiting = new Int32Array(graph.size)
  graph.targets.forEach((target, edge) => {
    if (graph.sources[edge] !== target) waiting[target]! += 1
  })
  const order = new Int32Array(graph.size)
  let length = 0
  for (let node = 0; node < graph.size; node += 1) if (waiting[node] === 0) order[length++] = node
  for (let at = 0; at < length; at += 1) {
    const node = order[at]!
    for (const child of neighbours(graph.outgoing, node)) {
      if (child === node) continue
      waiting[child]! -= 1
      if (waiting[child] === 0) order[length++] = child
    }
  }
  return order.subarray(0, length)
}

/**
 * The column of each node: every edge goes from a lower rank to a higher one. Ranks are the longest paths; then each
 * node with more edges ahead than behind is pulled towards what depends on it, which shortens the edges.
 */
export function ranksOf(graph: Digraph): Int32Array {
  const ranks = new Int32Array(graph.size)
  const order = topologicalOrder(graph)
  for (const node of order) {
    for (const child of neighbours(graph.outgoing, node)) {
      if (child !== node) ranks[child] = Math.max(ranks[child]!, ranks[node]! + 1)
    }
  }
  for (const node of order.toReversed()) {
    if (degree(graph.outgoing, node) <= degree(graph.incoming, node)) continue
    let nearest = Infinity
    for (const child of neighbours(graph.outgoing, node)) {
      if (child !== node) nearest = Math.min(nearest, ranks[child]!)
    }
    if (nearest !== Infinity) ranks[node] = nearest - 1
  }
  return ranks
}
