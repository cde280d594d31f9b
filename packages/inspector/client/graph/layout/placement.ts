import { neighbours } from '../model/digraph.ts'
import type { Layers } from './layers.ts'
import type { Order } from './ordering.ts'

export interface Spacing {
  /** Size of a node across the direction of the edges, and the room between two of them. */
  readonly nodeSize: number
  readonly nodeGap: number
  /** Room that an edge takes where it passes through a layer. */
  readonly bendSize: number
}

/** Bends hold their line this many times as stubbornly as nodes, so that long edges run straight. */
const weightOfBend = 4

type Side = 'before' | 'after' | 'both'

const passes: readonly Side[] = ['before', 'after', 'before', 'after', 'both', 'both']

/** The middle of each node and bend across the direction of the edges: as near to its neighbours as order and room allow. */
export function placeAcross(layers: Layers, order: Order, spacing: Spacing): Float64Array {
  const across = new Float64Array(layers.ranks.length)
  const isBend = (node: number): boolean => node >= layers.nodes.length
  const sizeOf = (node: number): number =>
    isBend(node) ? spacing.bendSize : spacing.nodeSize + spacing.nodeGap
  const offsets = order.map((layer) => offsetsIn(layer, sizeOf))
  order.forEach((layer, rank) => layer.forEach((node, place) => (across[node] = offsets[rank]![place]!)))
  for (const side of passes) {
    const ranks = [...order.keys()]
    if (side === 'after') ranks.reverse()
    for (const rank of ranks) {
      const layer = order[rank]!
      const wanted = layer.map((node) => meanOfNeighbours(layers, node, { across, side }))
      const weights = layer.map((node) => (isBend(node) ? weightOfBend : 1))
      settle({ wanted, weights, offsets: offsets[rank]! }).forEach((value, place) => {
        across[layer[place]!] = value
      })
    }
  }
  return across
}

/** Where each of a layer would stand if they stood as close as they may. */
function offsetsIn(layer: readonly number[], sizeOf: (node: number) => number): Float64Array {
  const offsets = new Float64Array(layer.length)
  for (let at = 1; at < layer.length; at += 1) {
    offsets[at] = offsets[at - 1]! + (sizeOf(layer[at - 1]!) + sizeOf(layer[at]!)) / 2
  }
  return offsets
}

function meanOfNeighbours(layers: Layers, node: number, from: { across: Float64Array; side: Side }): number {
  const { links } = layers
  let sum = 0
  let count = 0
  for (const side of ['before', 'after'] as const) {
    if (from.side !== side && from.side !== 'both') continue
    for (const other of neighbours(side === 'before' ? links.incoming : links.outgoing, node)) {
      sum += from.across[other]!
      count += 1
    }
  }
  return count === 0 ? from.across[node]! : sum / count
}

interface Wishes {
  readonly wanted: readonly number[]
  readonly weights: readonly number[]
  readonly offsets: Float64Array
}

/**
 * Pool adjacent violators: of all placements that keep order and room, the one with the least weighted sum of
 * squared distances to what is wanted.
 */
function settle({ wanted, weights, offsets }: Wishes): number[] {
  const blocks: { value: number; weight: number; length: number }[] = []
  wanted.forEach((wish, at) => {
    let block = { value: wish - offsets[at]!, weight: weights[at]!, length: 1 }
    for (let last = blocks.at(-1); last !== undefined && last.value > block.value; last = blocks.at(-1)) {
      const weight = last.weight + block.weight
      const value = (last.value * last.weight + block.value * block.weight) / weight
      block = { value, weight, length: last.length + block.length }
      blocks.pop()
    }
    blocks.push(block)
  })
  const values = blocks.flatMap(({ value, length }) => Array.from({ length }, () => value))
  return values.map((value, at) => value + offsets[at]!)
}
