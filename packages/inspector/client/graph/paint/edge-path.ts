import { nodeHeight, nodeWidth, type Direction, type Layout } from '../layout/layout.ts'
import type { Digraph } from '../model/digraph.ts'

/** Where a line is drawn: a canvas, or the `d` of an SVG path. */
export interface Pen {
  moveTo(x: number, y: number): void
  lineTo(x: number, y: number): void
  bezierCurveTo(...points: [number, number, number, number, number, number]): void
}

export interface Route {
  readonly layout: Layout
  readonly links: Digraph
  readonly direction: Direction
}

/** The ends of an edge: the middle of the side where it leaves, and of the side where it comes in. */
export function endsOf({ layout: { x, y }, links, direction }: Route, edge: number) {
  const source = links.sources[edge]!
  const target = links.targets[edge]!
  if (direction === 'right') {
    return {
      fromX: x[source]! + nodeWidth,
      fromY: y[source]! + nodeHeight / 2,
      toX: x[target]!,
      toY: y[target]! + nodeHeight / 2,
    }
  }
  return {
    fromX: x[source]! + nodeWidth / 2,
    fromY: y[source]! + nodeHeight,
    toX: x[target]! + nodeWidth / 2,
    toY: y[target]!,
  }
}

/** A point of an edge that is about half way. */
export function middleOf(route: Route, edge: number): { x: number; y: number } {
  const { bends, bendOffsets } = route.layout
  const [first, end] = [bendOffsets[edge]!, bendOffsets[edge + 1]!]
  const { fromX, fromY, toX, toY } = endsOf(route, edge)
  if (first === end) return { x: (fromX + toX) / 2, y: (fromY + toY) / 2 }
  const at = first + Math.floor((end - first) / 4) * 2
  return { x: bends[at]!, y: bends[at + 1]! }
}

/** Draws an edge: curves from column to column, and straight through the columns that it passes. */
export function traceEdge(pen: Pen, route: Route, edge: number): void {
  const { layout, direction } = route
  const { fromX, fromY, toX, toY } = endsOf(route, edge)
  const isRight = direction === 'right'
  const half = (isRight ? nodeWidth : nodeHeight) / 2
  pen.moveTo(fromX, fromY)
  let [x, y] = [fromX, fromY]
  for (let at = layout.bendOffsets[edge]!; at < layout.bendOffsets[edge + 1]!; at += 2) {
    const bendX = layout.bends[at]!
    const bendY = layout.bends[at + 1]!
    const sign = Math.sign(isRight ? bendX - x : bendY - y) || 1
    const [enterX, enterY] = isRight ? [bendX - sign * half, bendY] : [bendX, bendY - sign * half]
    const [leaveX, leaveY] = isRight ? [bendX + sign * half, bendY] : [bendX, bendY + sign * half]
    curve(pen, { x, y, toX: enterX, toY: enterY }, isRight)
    pen.lineTo(leaveX, leaveY)
    ;[x, y] = [leaveX, leaveY]
  }
  curve(pen, { x, y, toX, toY }, isRight)
}

interface Stretch {
  readonly x: number
  readonly y: number
  readonly toX: number
  readonly toY: number
}

const leastBow = 28
const mostBow = 160

/** A curve that leaves and arrives along the direction of the edges; one that goes back swings round. */
function curve(pen: Pen, { x, y, toX, toY }: Stretch, isRight: boolean): void {
  const along = isRight ? toX - x : toY - y
  const across = isRight ? toY - y : toX - x
  if (across === 0 && along > 0) return pen.lineTo(toX, toY)
  const bow = along > 0 ? Math.min(Math.max(along / 2, leastBow), mostBow) : mostBow
  if (isRight) pen.bezierCurveTo(x + bow, y, toX - bow, toY, toX, toY)
  else pen.bezierCurveTo(x, y + bow, toX, toY - bow, toX, toY)
}

/** Draws an edge without curves, for when it is small. */
export function traceStraight(pen: Pen, route: Route, edge: number): void {
  const { bends, bendOffsets } = route.layout
  const { fromX, fromY, toX, toY } = endsOf(route, edge)
  pen.moveTo(fromX, fromY)
  for (let at = bendOffsets[edge]!; at < bendOffsets[edge + 1]!; at += 2)
    pen.lineTo(bends[at]!, bends[at + 1]!)
  pen.lineTo(toX, toY)
}

/** The box around each edge, as left, top, right and bottom in turn. */
export function edgeBoxes(route: Route): Float64Array {
  const { bends, bendOffsets } = route.layout
  const count = route.links.sources.length
  const boxes = new Float64Array(count * 4)
  for (let edge = 0; edge < count; edge += 1) {
    const { fromX, fromY, toX, toY } = endsOf(route, edge)
    let [left, top, right, bottom] = [
      Math.min(fromX, toX),
      Math.min(fromY, toY),
      Math.max(fromX, toX),
      Math.max(fromY, toY),
    ]
    for (let at = bendOffsets[edge]!; at < bendOffsets[edge + 1]!; at += 2) {
      left = Math.min(left, bends[at]!)
      right = Math.max(right, bends[at]!)
      top = Math.min(top, bends[at + 1]!)
      bottom = Math.max(bottom, bends[at + 1]!)
    }
    boxes.set([left - leastBow, top - leastBow, right + leastBow, bottom + leastBow], edge * 4)
  }
  return boxes
}
