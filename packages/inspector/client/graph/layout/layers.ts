import { digraph, edgesAt, type Digraph } from '../model/digraph.ts'

/**
 * One connected part of a graph in layers. Its nodes come first, by their place in `nodes`; behind them stand the
 * bends: one in every layer that an edge passes through. Links join neighbouring layers, save those of edges that
 * span more than `longestRouted`.
 */
export interface Layers {
  /** The nodes of the whole graph that are in this part. */
  readonly nodes: readonly number[]
  readonly ranks: Int32Array
  readonly links: Digraph
  readonly layerCount: number
  /** By edge of the whole graph, the first of its bends; the others follow it. */
  readonly firstBend: ReadonlyMap<number, number>
}

/** Longer edges are drawn straight: with a bend in each layer the time would no longer be linear. */
const longestRouted = 6

export interface Ranked {
  readonly graph: Digraph
  readonly ranks: Int32Array
  /** Scratch: the place of each node in its part. */
  readonly placeOf: Int32Array
}

/** Puts a connected part of a graph into layers, and gives its edges bends in the layers that they pass. */
export function layersOf(nodes: readonly number[], { graph, ranks, placeOf }: Ranked): Layers {
  const { own, layerCount } = withoutGaps(nodes, ranks)
  nodes.forEach((node, place) => {
    placeOf[node] = place
  })
  const allRanks = [...own]
  const from: number[] = []
  const to: number[] = []
  const firstBend = new Map<number, number>()
  for (const node of nodes) {
    for (const edge of edgesAt(graph.outgoing, node)) {
      const source = placeOf[node]!
      const target = placeOf[graph.targets[edge]!]!
      if (source === target) continue
      const span = own[target]! - own[source]!
      let last = source
      if (span > 1 && span <= longestRouted) {
        firstBend.set(edge, allRanks.length)
        for (let rank = own[source]! + 1; rank < own[target]!; rank += 1) {
          from.push(last)
          last = allRanks.push(rank) - 1
          to.push(last)
        }
      }
      from.push(last)
      to.push(target)
    }
  }
  const links = digraph(allRanks.length, Int32Array.from(from), Int32Array.from(to))
  return { nodes, ranks: Int32Array.from(allRanks), links, layerCount, firstBend }
}

/** The ranks of some nodes, counted from 0 without a gap. */
function withoutGaps(nodes: readonly number[], ranks: Int32Array): { own: number[]; layerCount: number } {
  let least = Infinity
  let most = -Infinity
  for (const node of nodes) {
    least = Math.min(least, ranks[node]!)
    most = Math.max(most, ranks[node]!)
  }
  const used = new Int32Array(most - least + 2)
  for (const node of nodes) used[ranks[node]! - least + 1] = 1
  for (let rank = 1; rank < used.length; rank += 1) used[rank]! += used[rank - 1]!
  return { own: nodes.map((node) => used[ranks[node]! - least]!), layerCount: used.at(-1)! }
}
