/** The edges at each node of a graph: those of node `n` stand from `offsets[n]` to `offsets[n + 1]`. */
export interface Links {
  readonly offsets: Int32Array
  /** The node at the other end. */
  readonly nodes: Int32Array
  readonly edges: Int32Array
}

/** A directed graph by numbers, which every algorithm here works on: nodes and edges are their places. */
export interface Digraph {
  readonly size: number
  readonly sources: Int32Array
  readonly targets: Int32Array
  readonly incoming: Links
  readonly outgoing: Links
}

export function digraph(size: number, sources: Int32Array, targets: Int32Array): Digraph {
  return {
    size,
    sources,
    targets,
    incoming: links(size, targets, sources),
    outgoing: links(size, sources, targets),
  }
}

/** Counting sort of the edges by the node at `here`: linear, and edges of one node keep their order. */
function links(size: number, here: Int32Array, there: Int32Array): Links {
  const offsets = new Int32Array(size + 1)
  for (const node of here) offsets[node + 1]! += 1
  for (let node = 0; node < size; node += 1) offsets[node + 1]! += offsets[node]!
  const next = offsets.slice()
  const nodes = new Int32Array(here.length)
  const edges = new Int32Array(here.length)
  for (let edge = 0; edge < here.length; edge += 1) {
    const at = next[here[edge]!]!
    next[here[edge]!] = at + 1
    nodes[at] = there[edge]!
    edges[at] = edge
  }
  return { offsets, nodes, edges }
}

/** How many edges a node has on one side. */
export function degree(links: Links, node: number): number {
  return links.offsets[node + 1]! - links.offsets[node]!
}

/** The nodes at the other ends of the edges of a node. */
export function neighbours(links: Links, node: number): Int32Array {
  return links.nodes.subarray(links.offsets[node], links.offsets[node + 1])
}

export function edgesAt(links: Links, node: number): Int32Array {
  return links.edges.subarray(links.offsets[node], links.offsets[node + 1])
}

/** Marks the nodes that can be reached from some, at most `hops` away, with 1; the starts count as reached. */
export function reach(links: Links, starts: Iterable<number>, hops = Infinity): Uint8Array {
  const marks = new Uint8Array(links.offsets.length - 1)
  let front: number[] = []
  for (const start of starts) if (marks[start] === 0) front.push(mark(marks, start))
  for (let hop = 0; hop < hops && front.length > 0; hop += 1) {
    const next: number[] = []
    for (const node of front) {
      for (const other of neighbours(links, node)) if (marks[other] === 0) next.push(mark(marks, other))
    }
    front = next
  }
  return marks
}

function mark(marks: Uint8Array, node: number): number {
  marks[node] = 1
  return node
}
