import { digraph } from '../model/digraph.ts'

/** What is laid out: nodes by number, and edges as two columns. */
export interface LayoutInput {
  readonly size: number
  readonly sources: Int32Array
  readonly targets: Int32Array
  readonly direction: Direction
}

/** Which way edges go: to the right or down. */
export type Direction = 'right' | 'down'

/** Where everything stands. Plain typed arrays, so that a worker hands it over without a copy. */
export interface Layout {
  /** The upper left corner of each node. */
  readonly x: Float64Array
  readonly y: Float64Array
  /** Points that edges pass through, `x` and `y` in turn; those of edge `n` from `bendOffsets[n]` on. */
  readonly bends: Float64Array
  readonly bendOffsets: Int32Array
  /** 1 for edges that close a cycle. */
  readonly back: Uint8Array
  /** Crossings between neighbouring layers. */
  readonly crossings: number
}

export const nodeWidth = 208
export const nodeHeight = 60
/** Room along the edges, from one column to the next. */
export const rankGap = 84
/** Room between the cards of one column. */
export const nodeGap = 20

/** Sizes along and across the direction of the edges. */
export function measures(direction: Direction): { along: number; across: number; step: number } {
  const [along, across] = direction === 'right' ? [nodeWidth, nodeHeight] : [nodeHeight, nodeWidth]
  return { along, across, step: along + rankGap }
}

export function graphOf({ size, sources, targets }: LayoutInput): ReturnType<typeof digraph> {
  return digraph(size, sources, targets)
}
