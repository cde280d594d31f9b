import { degree, neighbours, type Links } from '../model/digraph.ts'
import { CrossingCounter } from './crossings.ts'
import type { Layers } from './layers.ts'

/** The nodes and bends of each layer, from top to bottom. */
export type Order = readonly (readonly number[])[]

const sweeps = 8

/** Orders each layer so that few links cross: a depth-first seed, then barycentre sweeps; the best seen is kept. */
export function orderLayers(layers: Layers): { order: Order; crossings: number } {
  const counter = new CrossingCounter(layers)
  const current = seed(layers)
  const places = new Int32Array(layers.ranks.length)
  for (const layer of current) notePlaces(layer, places)
  let best = current.map((layer) => layer.slice())
  let crossings = counter.count(current)
  for (let sweep = 0; sweep < sweeps && crossings > 0; sweep += 1) {
    sweepOnce({ layers, order: current, places }, sweep % 2 === 0)
    const now = counter.count(current)
    if (now < crossings) {
      crossings = now
      best = current.map((layer) => layer.slice())
    }
  }
  return { order: best, crossings }
}

/** Depth first from the sources: what hangs together lies together, and a tree has no crossing from the start. */
function seed({ ranks, links, layerCount }: Layers): number[][] {
  const order: number[][] = Array.from({ length: layerCount }, () => [])
  const seen = new Uint8Array(ranks.length)
  const stack: number[] = []
  for (let root = 0; root < ranks.length; root += 1) {
    if (degree(links.incoming, root) > 0) continue
    stack.push(root)
    while (stack.length > 0) {
      const node = stack.pop()!
      if (seen[node] === 1) continue
      seen[node] = 1
      order[ranks[node]!]!.push(node)
      for (const child of neighbours(links.outgoing, node).toReversed())
        if (seen[child] === 0) stack.push(child)
    }
  }
  return order
}

interface Sweep {
  readonly layers: Layers
  readonly order: number[][]
  readonly places: Int32Array
}

function sweepOnce({ layers, order, places }: Sweep, isForward: boolean): void {
  const { links, layerCount } = layers
  const towards = isForward ? links.incoming : links.outgoing
  const keys = new Float64Array(layers.ranks.length)
  for (let step = 1; step < layerCount; step += 1) {
    const at = isForward ? step : layerCount - 1 - step
    const layer = order[at]!
    const fixed = order[isForward ? at - 1 : at + 1]!
    const scale = layer.length > 1 ? Math.max(fixed.length - 1, 1) / (layer.length - 1) : 1
    layer.forEach((node, place) => {
      keys[node] = meanPlace(towards, node, places) ?? place * scale
    })
    layer.sort((one, other) => keys[one]! - keys[other]!)
    notePlaces(layer, places)
  }
}

function meanPlace(towards: Links, node: number, places: Int32Array): number | undefined {
  const others = neighbours(towards, node)
  if (others.length === 0) return undefined
  let sum = 0
  for (const other of others) sum += places[other]!
  return sum / others.length
}

function notePlaces(layer: readonly number[], places: Int32Array): void {
  layer.forEach((node, place) => {
    places[node] = place
  })
}
