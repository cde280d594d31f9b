import { degree, digraph, type Digraph } from '../model/digraph.ts'

const unseen = 0
const open = 1
const closed = 2

/** Marks the edges that close a cycle with 1, so that the rest is acyclic; in an acyclic graph there are none. */
export function backEdges(graph: Digraph): Uint8Array {
  const back = new Uint8Array(graph.sources.length)
  const state = new Uint8Array(graph.size)
  const next = graph.outgoing.offsets.slice()
  const path: number[] = []
  for (const start of sourcesFirst(graph)) {
    if (state[start] !== unseen) continue
    state[start] = open
    path.push(start)
    while (path.length > 0) {
      const node = path.at(-1)!
      const at = next[node]!
      if (at === graph.outgoing.offsets[node + 1]) {
        state[node] = closed
        path.pop()
        continue
      }
      next[node] = at + 1
      const child = graph.outgoing.nodes[at]!
      if (state[child] === open) back[graph.outgoing.edges[at]!] = 1
      else if (state[child] === unseen) {
        state[child] = open
        path.push(child)
      }
    }
  }
  return back
}

function sourcesFirst(graph: Digraph): number[] {
  const nodes = Array.from({ length: graph.size }, (_, node) => node)
  const isSource = (node: number): boolean => degree(graph.incoming, node) === 0
  return [...nodes.filter(isSource), ...nodes.filter((node) => !isSource(node))]
}

/** The same graph with the marked edges turned round. An edge from a node to itself stays, and counts for nothing. */
export function turned(graph: Digraph, back: Uint8Array): Digraph {
  if (!back.includes(1)) return graph
  const sources = graph.sources.map((source, edge) => (back[edge] === 1 ? graph.targets[edge]! : source))
  const targets = graph.targets.map((target, edge) => (back[edge] === 1 ? graph.sources[edge]! : target))
  return digraph(graph.size, sources, targets)
}
