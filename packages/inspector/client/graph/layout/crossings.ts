import { neighbours, type Digraph } from '../model/digraph.ts'
import type { Layers } from './layers.ts'

/** Counts crossings between neighbouring layers, in O(edges × log width), again and again over one graph. */
export class CrossingCounter {
  readonly #links: Digraph
  readonly #ranks: Int32Array
  /** For each node the places of its targets in the next layer, ascending. */
  readonly #reached: Int32Array
  readonly #filled: Int32Array
  readonly #tree: Int32Array

  constructor({ links, ranks }: Pick<Layers, 'links' | 'ranks'>) {
    this.#links = links
    this.#ranks = ranks
    this.#reached = new Int32Array(links.sources.length)
    this.#filled = new Int32Array(links.size)
    this.#tree = new Int32Array(links.size + 1)
  }

  /** How many pairs of links cross, with the layers in this order. */
  count(layers: readonly (readonly number[])[]): number {
    let total = 0
    for (let at = 0; at + 1 < layers.length; at += 1) total += this.#between(layers[at]!, layers[at + 1]!)
    return total
  }

  #between(layer: readonly number[], next: readonly number[]): number {
    this.#noteTargets(layer, next)
    const tree = this.#tree.fill(0, 0, next.length + 1)
    let crossings = 0
    let added = 0
    for (const node of layer) {
      const from = this.#links.outgoing.offsets[node]!
      const to = from + this.#filled[node]!
      for (let at = from; at < to; at += 1) crossings += added - sumTo(tree, this.#reached[at]!)
      for (let at = from; at < to; at += 1) addAt(tree, this.#reached[at]!, next.length)
      added += to - from
    }
    return crossings
  }

  /** Walking the next layer in order leaves the places at each node sorted, without sorting. */
  #noteTargets(layer: readonly number[], next: readonly number[]): void {
    for (const node of layer) this.#filled[node] = 0
    next.forEach((target, place) => {
      for (const source of neighbours(this.#links.incoming, target)) {
        if (this.#ranks[source] !== this.#ranks[target]! - 1) continue
        this.#reached[this.#links.outgoing.offsets[source]! + this.#filled[source]!] = place
        this.#filled[source]! += 1
      }
    })
  }
}

/** How many of the added places are at most this one. */
function sumTo(tree: Int32Array, place: number): number {
  let sum = 0
  for (let at = place + 1; at > 0; at -= at & -at) sum += tree[at]!
  return sum
}

function addAt(tree: Int32Array, place: number, size: number): void {
  for (let at = place + 1; at <= size; at += at & -at) tree[at]! += 1
}
