import type { Direction, Layout } from '../layout/layout.ts'
import { edgesAt } from '../model/digraph.ts'
import type { ShownGraph } from '../model/shown-graph.ts'
import { hidden, type Look } from './look.ts'

/** What there is to walk along. */
export interface Ground {
  readonly placed: { readonly shown: ShownGraph; readonly aim: Layout } | undefined
  /** The node whose edges are walked. */
  readonly focused: number | undefined
  readonly look: Look
  readonly direction: Direction
}

/** Where the keyboard is among the edges of a node: known by the keys of nodes, for edges change their numbers. */
export class EdgeWalk {
  #place: { readonly node: string; readonly from: string; readonly to: string } | undefined

  /** The drawn edge; none when the keyboard has gone to another node. */
  at({ placed, focused }: Ground): number | undefined {
    const place = this.#place
    if (place === undefined || placed === undefined || focused === undefined) return undefined
    const { keys, links } = placed.shown
    const isIncoming = place.to === place.node
    return edgesAt(isIncoming ? links.incoming : links.outgoing, focused).find(
      (edge) => keys[links.sources[edge]!] === place.from && keys[links.targets[edge]!] === place.to,
    )
  }

  /** Goes to the next or previous edge, and round; by 0 away from all. */
  walk(ground: Ground, by: -1 | 0 | 1): void {
    const edges = edgesToWalk(ground)
    const at = edges.indexOf(this.at(ground) ?? -1)
    const next = edges.at(at === -1 && by === -1 ? -1 : (at + by) % edges.length)
    this.#place = by === 0 ? undefined : placeOf(ground, next)
  }
}

function placeOf({ placed, focused }: Ground, edge: number | undefined) {
  if (placed === undefined || focused === undefined || edge === undefined) return undefined
  const { keys, links } = placed.shown
  return { node: keys[focused]!, from: keys[links.sources[edge]!]!, to: keys[links.targets[edge]!]! }
}

/** The edges of a node in the order in which they are walked: to what it needs, then from what needs it, as they stand. */
export function edgesToWalk({ placed, focused, look, direction }: Ground): number[] {
  if (placed === undefined || focused === undefined) return []
  const { links } = placed.shown
  const across = direction === 'right' ? placed.aim.y : placed.aim.x
  const inOrder = (edges: Int32Array, ends: Int32Array): number[] =>
    [...edges]
      .filter((edge) => look.visibility[ends[edge]!] !== hidden)
      .toSorted((one, other) => across[ends[one]!]! - across[ends[other]!]!)
  const incoming = inOrder(edgesAt(links.incoming, focused), links.sources)
  const outgoing = inOrder(edgesAt(links.outgoing, focused), links.targets)
  return [...new Set([...incoming, ...outgoing])]
}
