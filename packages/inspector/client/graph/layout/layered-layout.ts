import { backEdges, turned } from './acyclic.ts'
import { componentsOf } from './components.ts'
import { layersOf, type Layers } from './layers.ts'
import { graphOf, measures, nodeGap, type Layout, type LayoutInput } from './layout.ts'
import { orderLayers } from './ordering.ts'
import { packOnShelves, type Point } from './packing.ts'
import { placeAcross } from './placement.ts'
import { ranksOf } from './ranks.ts'
import { thinOut } from './thin-out.ts'

const bendSize = 22
const componentGap = 72

/** One connected part, placed by itself: middles along and across the direction of the edges. */
interface Part {
  readonly layers: Layers
  readonly across: Float64Array
  readonly crossings: number
  readonly lowest: number
  readonly highest: number
}

/**
 * Lays a graph out in layers, in time linear in its size: parts that hang together, ranks by longest path, bends for
 * edges of up to six layers, order by barycentre sweeps, places by least squares, parts packed on shelves.
 * The same input gives the same picture.
 */
export function layeredLayout(input: LayoutInput): Layout {
  const given = graphOf(input)
  const back = backEdges(given)
  const graph = turned(given, back)
  const ranked = { graph, ranks: ranksOf(graph), placeOf: new Int32Array(graph.size) }
  const { across, step } = measures(input.direction)
  const parts = componentsOf(graph)
    .map((nodes) => {
      thinOut(nodes, ranked, { along: step, across: across + nodeGap })
      return place(layersOf(nodes, ranked), input)
    })
    .toSorted((one, other) => other.layers.nodes.length - one.layers.nodes.length)
  const corners = packOnShelves(
    parts.map((part) => sizeOf(part, input)),
    componentGap,
  )
  return draw({ input, parts, corners, back })
}

function place(layers: Layers, { direction }: LayoutInput): Part {
  const { order, crossings } = orderLayers(layers)
  const nodeSize = measures(direction).across
  const across = placeAcross(layers, order, { nodeSize, nodeGap, bendSize })
  let lowest = Infinity
  let highest = -Infinity
  for (let node = 0; node < across.length; node += 1) {
    const half = (node < layers.nodes.length ? nodeSize : bendSize) / 2
    lowest = Math.min(lowest, across[node]! - half)
    highest = Math.max(highest, across[node]! + half)
  }
  return { layers, across, crossings, lowest, highest }
}

function sizeOf({ layers, lowest, highest }: Part, { direction }: LayoutInput) {
  const { along, step } = measures(direction)
  const length = (layers.layerCount - 1) * step + along
  return direction === 'right'
    ? { width: length, height: highest - lowest }
    : { width: highest - lowest, height: length }
}

interface Drawing {
  readonly input: LayoutInput
  readonly parts: readonly Part[]
  readonly corners: readonly Point[]
  readonly back: Uint8Array
}

function draw({ input, parts, corners, back }: Drawing): Layout {
  const { along, across, step } = measures(input.direction)
  const x = new Float64Array(input.size)
  const y = new Float64Array(input.size)
  const bends: number[][] = []
  parts.forEach((part, at) => {
    const corner = corners[at]!
    const pointOf = (node: number): Point => {
      const main = part.layers.ranks[node]! * step
      const cross = part.across[node]! - part.lowest
      return input.direction === 'right'
        ? { x: corner.x + main, y: corner.y + cross }
        : { x: corner.x + cross, y: corner.y + main }
    }
    part.layers.nodes.forEach((node, place) => {
      const middle = pointOf(place)
      x[node] = input.direction === 'right' ? middle.x : middle.x - across / 2
      y[node] = input.direction === 'right' ? middle.y - across / 2 : middle.y
    })
    for (const [edge, first] of part.layers.firstBend) {
      bends[edge] = bendsOf(part.layers, first).flatMap((bend) => {
        const point = pointOf(bend)
        return input.direction === 'right' ? [point.x + along / 2, point.y] : [point.x, point.y + along / 2]
      })
    }
  })
  const crossings = parts.reduce((sum, part) => sum + part.crossings, 0)
  return { x, y, ...bendColumns(bends, back), back, crossings }
}

/** The bends of one edge: a chain that each has one link onward, until it meets a node. */
function bendsOf({ nodes, links }: Layers, first: number): number[] {
  const chain = [first]
  for (let next = after(first); next >= nodes.length; next = after(next)) chain.push(next)
  return chain

  function after(bend: number): number {
    return links.outgoing.nodes[links.outgoing.offsets[bend]!]!
  }
}

/** An edge that was turned round has its bends turned back, so that they lead from its source to its target. */
function bendColumns(bends: readonly (readonly number[] | undefined)[], back: Uint8Array) {
  const bendOffsets = new Int32Array(back.length + 1)
  const all: number[] = []
  for (let edge = 0; edge < back.length; edge += 1) {
    const points = bends[edge] ?? []
    if (back[edge] === 1) {
      for (let at = points.length - 2; at >= 0; at -= 2) all.push(points[at]!, points[at + 1]!)
    } else all.push(...points)
    bendOffsets[edge + 1] = all.length
  }
  return { bends: Float64Array.from(all), bendOffsets }
}
