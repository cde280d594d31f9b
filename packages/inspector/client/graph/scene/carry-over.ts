import { placeNewcomers } from '../layout/free-slots.ts'
import type { Direction, Layout } from '../layout/layout.ts'
import type { ShownGraph } from '../model/shown-graph.ts'

export interface Corner {
  readonly x: number
  readonly y: number
}

export interface Carried {
  readonly layout: Layout
  /** How many nodes took free places because they had none before. */
  readonly newcomers: number
}

interface Before {
  readonly shown: ShownGraph
  readonly layout: Layout
  /** Where each node stood when it was last seen, by its key. */
  readonly remembered: ReadonlyMap<string, Corner>
}

/** The places of a graph whose shape has changed: what was there stays where it is, and the rest takes free places. */
export function carryOver(before: Before, shown: ShownGraph, direction: Direction): Carried {
  const x = new Float64Array(shown.size).fill(Number.NaN)
  const y = x.slice()
  shown.keys.forEach((key, node) => {
    const corner = before.remembered.get(key)
    if (corner === undefined) return
    x[node] = corner.x
    y[node] = corner.y
  })
  const newcomers = placeNewcomers(shown.links, { x, y }, direction).length
  return { layout: { x, y, ...carryBends(before, shown), crossings: before.layout.crossings }, newcomers }
}

/** Edges whose two ends were there before keep the way that they took. */
function carryBends({ shown: old, layout }: Before, shown: ShownGraph) {
  const oldEdges = new Map<number, number>()
  const nodeNow = old.keys.map((key) => shown.nodeOfKey.get(key) ?? -1)
  old.links.sources.forEach((source, edge) => {
    const [from, to] = [nodeNow[source]!, nodeNow[old.links.targets[edge]!]!]
    if (from !== -1 && to !== -1) oldEdges.set(from * shown.size + to, edge)
  })
  const { sources, targets } = shown.links
  const bends: number[] = []
  const bendOffsets = new Int32Array(sources.length + 1)
  const back = new Uint8Array(sources.length)
  for (let edge = 0; edge < sources.length; edge += 1) {
    const before = oldEdges.get(sources[edge]! * shown.size + targets[edge]!)
    if (before !== undefined) {
      back[edge] = layout.back[before]!
      bends.push(...layout.bends.subarray(layout.bendOffsets[before], layout.bendOffsets[before + 1]))
    }
    bendOffsets[edge + 1] = bends.length
  }
  return { bends: Float64Array.from(bends), bendOffsets, back }
}
