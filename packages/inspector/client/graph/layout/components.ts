import { neighbours, type Digraph } from '../model/digraph.ts'

/** The parts of a graph that hang together, each with its nodes in ascending order of their first. */
export function componentsOf(graph: Digraph): number[][] {
  const seen = new Uint8Array(graph.size)
  const components: number[][] = []
  for (let start = 0; start < graph.size; start += 1) {
    if (seen[start] === 1) continue
    seen[start] = 1
    const nodes = [start]
    for (let at = 0; at < nodes.length; at += 1) {
      const node = nodes[at]!
      for (const links of [graph.outgoing, graph.incoming]) {
        for (const other of neighbours(links, node)) {
          if (seen[other] === 1) continue
          seen[other] = 1
          nodes.push(other)
        }
      }
    }
    components.push(nodes)
  }
  return components
}
