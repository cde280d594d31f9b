import { nodeHeight, nodeWidth, type Layout } from '../layout/layout.ts'
import type { Box } from '../layout/spatial-grid.ts'

/** The box around all nodes, or around some. */
export function extentOf({ x, y }: Pick<Layout, 'x' | 'y'>, nodes: Iterable<number> = x.keys()): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const node of nodes) {
    left = Math.min(left, x[node]!)
    top = Math.min(top, y[node]!)
    right = Math.max(right, x[node]! + nodeWidth)
    bottom = Math.max(bottom, y[node]! + nodeHeight)
  }
  return left === Infinity
    ? { left: 0, top: 0, right: nodeWidth, bottom: nodeHeight }
    : { left, top, right, bottom }
}

export interface View {
  readonly x: number
  readonly y: number
  readonly zoom: number
}

export interface Room {
  readonly width: number
  readonly height: number
}

export const leastZoom = 0.01
export const mostZoom = 2

/** Room that is left free at each side; more below, where the legend is. */
const margin = 36
const marginBelow = 64

/** The view that shows a box in the middle of a room, at most at the size at which cards are meant to be read. */
export function viewOfBox(box: Box, { width, height }: Room): View {
  const boxWidth = box.right - box.left
  const boxHeight = box.bottom - box.top
  const room = { width: Math.max(width - 2 * margin, 1), height: Math.max(height - margin - marginBelow, 1) }
  const zoom = Math.max(leastZoom, Math.min(1, room.width / boxWidth, room.height / boxHeight))
  return {
    x: width / 2 - (box.left + boxWidth / 2) * zoom,
    y: margin + room.height / 2 - (box.top + boxHeight / 2) * zoom,
    zoom,
  }
}

/** The part of the graph that a view shows. */
export function boxOfView({ x, y, zoom }: View, { width, height }: Room): Box {
  return { left: -x / zoom, top: -y / zoom, right: (width - x) / zoom, bottom: (height - y) / zoom }
}

/** A view as it stands in the address. */
export function writeView({ x, y, zoom }: View): string {
  return `${Math.round(x)},${Math.round(y)},${Number(zoom.toPrecision(3))}`
}

export function readView(text: string | undefined): View | undefined {
  const [x, y, zoom] = (text ?? '').split(',').map(Number)
  if (x === undefined || y === undefined || zoom === undefined) return undefined
  if (![x, y, zoom].every((value) => Number.isFinite(value)) || zoom < leastZoom || zoom > mostZoom) {
    return undefined
  }
  return { x, y, zoom }
}
