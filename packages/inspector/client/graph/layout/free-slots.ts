import { neighbours, type Digraph } from '../model/digraph.ts'
import { measures, nodeGap, type Direction } from './layout.ts'
import { topologicalOrder } from './ranks.ts'

/** Corners of nodes; NaN where a node has no place yet. */
export interface Places {
  readonly x: Float64Array
  readonly y: Float64Array
}

/**
 * Gives every node without a place the nearest free one in the column behind its dependencies (or before its
 * dependents), and moves no other. Returns the nodes that were placed.
 */
export function placeNewcomers(graph: Digraph, { x, y }: Places, direction: Direction): number[] {
  const [along, across] = direction === 'right' ? [x, y] : [y, x]
  const newcomers = [...inOrder(graph)].filter((node) => Number.isNaN(along[node]!))
  const columns = new Columns({ along, across }, direction)
  for (const node of newcomers) {
    const wish = wishOf(graph, node, { along, across, direction })
    across[node] = columns.take(wish)
    along[node] = wish.along
  }
  return newcomers
}

/** Sources of edges first; what is in a cycle comes last. */
function inOrder(graph: Digraph): Set<number> {
  return new Set([...topologicalOrder(graph), ...Array.from({ length: graph.size }, (_, node) => node)])
}

interface Axes {
  readonly along: Float64Array
  readonly across: Float64Array
}

interface Wish {
  readonly along: number
  readonly across: number
}

function wishOf(graph: Digraph, node: number, axes: Axes & { direction: Direction }): Wish {
  const { step } = measures(axes.direction)
  const placed = (nodes: Int32Array): number[] =>
    [...nodes].filter((other) => other !== node && !Number.isNaN(axes.along[other]!))
  const before = placed(neighbours(graph.incoming, node))
  const after = placed(neighbours(graph.outgoing, node))
  const across = mean([...before, ...after].map((other) => axes.across[other]!))
  const alongs = (nodes: readonly number[]): number[] => nodes.map((other) => axes.along[other]!)
  if (before.length > 0) return { along: greatest(alongs(before)) + step, across }
  if (after.length > 0) return { along: least(alongs(after)) - step, across }
  return { along: leastPlaced(axes.along) ?? 0, across: belowAll(axes) }
}

/** The taken stretches of every column that something was looked for in. */
class Columns {
  readonly #axes: Axes
  readonly #reach: number
  readonly #size: number
  readonly #columns = new Map<number, Stretches>()

  constructor(axes: Axes, direction: Direction) {
    const { along, across } = measures(direction)
    this.#axes = axes
    this.#reach = along + nodeGap
    this.#size = across + nodeGap
  }

  /** Takes the free place of a column that is nearest to a wish. */
  take(wish: Wish): number {
    const place = this.#columnAt(wish.along).nearestFree(wish.across)
    for (const [along, column] of this.#columns) {
      if (Math.abs(along - wish.along) < this.#reach) column.add(place - this.#size, place + this.#size)
    }
    return place
  }

  #columnAt(at: number): Stretches {
    const known = this.#columns.get(at)
    if (known !== undefined) return known
    const column = new Stretches()
    const { along, across } = this.#axes
    for (let node = 0; node < along.length; node += 1) {
      if (!(Math.abs(along[node]! - at) < this.#reach)) continue
      column.add(across[node]! - this.#size, across[node]! + this.#size)
    }
    this.#columns.set(at, column)
    return column
  }
}

/** Stretches of a line, sorted and apart; those that meet are one. Their ends are free. */
class Stretches {
  readonly #from: number[] = []
  readonly #to: number[] = []

  add(from: number, to: number): void {
    const first = firstAbove(this.#to, from)
    let last = first
    let [least, most] = [from, to]
    while (last < this.#from.length && this.#from[last]! < to) {
      least = Math.min(least, this.#from[last]!)
      most = Math.max(most, this.#to[last]!)
      last += 1
    }
    this.#from.splice(first, last - first, least)
    this.#to.splice(first, last - first, most)
  }

  nearestFree(wish: number): number {
    const at = firstAbove(this.#to, wish)
    const from = this.#from[at]
    if (from === undefined || from >= wish) return wish
    const to = this.#to[at]!
    return wish - from < to - wish ? from : to
  }
}

/** The first place in an ascending list whose value is above a limit. */
function firstAbove(values: readonly number[], limit: number): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (values[middle]! > limit) high = middle
    else low = middle + 1
  }
  return low
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}

function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity)
}

function least(values: readonly number[]): number {
  return values.reduce((fewest, value) => Math.min(fewest, value), Infinity)
}

function leastPlaced(values: Float64Array): number | undefined {
  const smallest = values.reduce((found, value) => (value < found ? value : found), Infinity)
  return smallest === Infinity ? undefined : smallest
}

function belowAll({ across }: Axes): number {
  const most = across.reduce((found, value) => (value > found ? value : found), -Infinity)
  return most === -Infinity ? 0 : most
}
