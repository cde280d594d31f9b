import { nodeGap, nodeHeight, nodeWidth, rankGap, type Layout, type LayoutInput } from './layout.ts'

const aspect = 1.6

/** Tasks in rows, in the order in which they come: what is shown when a layout does not end in time. */
export function gridLayout({ size, sources }: LayoutInput): Layout {
  const width = nodeWidth + rankGap
  const height = nodeHeight + nodeGap
  const columns = Math.max(1, Math.round(Math.sqrt((size * aspect * height) / width)))
  return {
    x: Float64Array.from({ length: size }, (_, node) => (node % columns) * width),
    y: Float64Array.from({ length: size }, (_, node) => Math.floor(node / columns) * height),
    bends: new Float64Array(0),
    bendOffsets: new Int32Array(sources.length + 1),
    back: new Uint8Array(sources.length),
    crossings: 0,
  }
}
