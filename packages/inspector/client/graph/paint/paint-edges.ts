import { standings } from '../analysis/standing.ts'
import type { Level } from '../layout/level-of-detail.ts'
import type { Box } from '../layout/spatial-grid.ts'
import { dashed, dotted, type EdgeLook } from '../scene/edge-looks.ts'
import type { Placed } from '../scene/graph-scene.ts'
import { dim, hidden, type Look } from '../scene/look.ts'
import { edgeBoxes, endsOf, traceEdge, traceStraight, type Pen, type Route } from './edge-path.ts'
import type { Palette } from './palette.ts'

/** How each kind of edge is drawn: width in pixels, and how much of its colour. The later are drawn on top. */
export const edgeStyles: Readonly<Record<EdgeLook, { readonly width: number; readonly alpha: number }>> = {
  spent: { width: 1, alpha: 0.35 },
  satisfied: { width: 1.2, alpha: 0.5 },
  pending: { width: 1.4, alpha: 0.8 },
  blocking: { width: 2.2, alpha: 1 },
  broken: { width: 1.8, alpha: 0.9 },
  back: { width: 2, alpha: 1 },
}

const looks: readonly EdgeLook[] = [...standings, 'back']
const dimmedAlpha = 0.12

/** Edges that are drawn alike. */
interface Batch {
  readonly look: EdgeLook
  readonly line: number
  readonly isDim: boolean
  readonly edges: number[]
}

export interface EdgePlan {
  readonly route: Route
  readonly boxes: Float64Array
  batches: readonly Batch[]
}

export function planEdges({ layout, shown, direction }: Placed): EdgePlan {
  const route = { layout, links: shown.links, direction }
  return { route, boxes: edgeBoxes(route), batches: [] }
}

/** Sorts the edges by how they are drawn, so that each way is one stroke of the pen. */
export function batchEdges(placed: Placed, look: Look): Batch[] {
  const { layout, edgeStandings, edgeLines: lines } = placed
  const { sources, targets } = placed.shown.links
  const batches = new Map<number, Batch>()
  for (let edge = 0; edge < sources.length; edge += 1) {
    const seen = Math.min(look.visibility[sources[edge]!]!, look.visibility[targets[edge]!]!)
    if (seen === hidden) continue
    const place = layout.back[edge] === 1 ? looks.length - 1 : edgeStandings[edge]!
    const line = lines[edge]!
    const key = (place * 3 + line) * 2 + (seen === dim ? 0 : 1)
    const batch = batches.get(key) ?? { look: looks[place]!, line, isDim: seen === dim, edges: [] }
    batches.set(key, batch)
    batch.edges.push(edge)
  }
  return [...batches].toSorted(([one], [other]) => one - other).map(([, batch]) => batch)
}

export interface Easel {
  readonly context: CanvasRenderingContext2D
  readonly palette: Palette
  readonly zoom: number
  readonly level: Level
  /** The part of the graph that is seen. */
  readonly box: Box
}

export function paintEdges(easel: Easel, plan: EdgePlan): void {
  const { context, level } = easel
  const isFar = level === 'dot'
  // Dots are on the canvas already: edges go below them, and so the uppermost comes first.
  context.globalCompositeOperation = isFar ? 'destination-over' : 'source-over'
  for (const batch of isFar ? plan.batches.toReversed() : plan.batches) paintBatch(easel, plan, batch)
  context.setLineDash([])
  context.globalAlpha = 1
  context.globalCompositeOperation = 'source-over'
}

function paintBatch(easel: Easel, plan: EdgePlan, batch: Batch): void {
  const { context, palette, zoom, level } = easel
  const isFar = level === 'dot'
  const style = edgeStyles[batch.look]
  context.strokeStyle = palette.edges[batch.look]
  context.fillStyle = palette.edges[batch.look]
  context.globalAlpha = batch.isDim ? dimmedAlpha : style.alpha * fading(zoom)
  context.lineWidth = style.width * widening(zoom)
  context.setLineDash(isFar ? [] : dashOf(batch.look, batch.line).map((length) => length * widening(zoom)))
  const least = isFar && plan.route.links.sources.length > mostShortEdges ? leastLength / zoom : 0
  const seen = batch.edges.filter((edge) => isSeen(plan.boxes, edge, { ...easel, least }))
  stroke(easel, plan.route, seen)
  if (zoom >= 0.4) paintTips(easel, plan.route, seen)
  if (batch.look === 'broken' && zoom >= 0.3 && !batch.isDim) paintCrosses(easel, plan, seen)
}

/** Edges of the answer, over all others. */
export function paintStrong(easel: Easel, plan: EdgePlan, { strong }: Look): void {
  const { context, palette, zoom } = easel
  const edges = [...strong.keys()].filter(
    (edge) => strong[edge] === 1 && isSeen(plan.boxes, edge, { ...easel, least: 0 }),
  )
  context.globalAlpha = 1
  context.strokeStyle = palette.accent
  context.fillStyle = palette.accent
  context.lineWidth = 2.4 * widening(zoom)
  stroke(easel, plan.route, edges)
  if (zoom >= 0.4) paintTips(easel, plan.route, edges)
}

interface PointedEdges {
  readonly edges: readonly number[]
  readonly width: number
}

/** Edges of a node, to be seen at a glance. */
export function paintEdgesOf(easel: Easel, plan: EdgePlan, { edges, width }: PointedEdges): void {
  const { context, palette, zoom } = easel
  context.globalAlpha = 1
  context.strokeStyle = palette.accent
  context.fillStyle = palette.accent
  context.lineWidth = width * widening(zoom)
  stroke(easel, plan.route, edges)
  if (zoom >= 0.4) paintTips(easel, plan.route, edges)
}

function stroke({ context, level, zoom }: Easel, route: Route, edges: readonly number[]): void {
  const trace = level === 'dot' || zoom < 0.2 ? traceStraight : traceEdge
  context.beginPath()
  for (const edge of edges) trace(context, route, edge)
  context.stroke()
}

/** Lines become thinner with the zoom, but never thinner than half of what they are at full size. */
function widening(zoom: number): number {
  return Math.max(1, 0.5 / zoom)
}

/** Far away the tasks matter, and the lines between them are but a texture. */
function fading(zoom: number): number {
  return zoom >= 0.4 ? 1 : Math.max(0.35, zoom / 0.4)
}

const dashes: Readonly<Record<number, readonly number[]>> = { [dashed]: [7, 5], [dotted]: [2, 4] }

/** The dashes of an edge at full size; none, when its line is solid. */
export function dashOf(look: EdgeLook, line: number): readonly number[] {
  return look === 'back' ? [5, 4] : (dashes[line] ?? [])
}

/** Of more edges than this those that are but dots themselves are left out, far away. */
const mostShortEdges = 3_000
const leastLength = 32

function isSeen(boxes: Float64Array, edge: number, { box, least }: { box: Box; least: number }): boolean {
  const at = edge * 4
  return (
    (least === 0 || boxes[at + 2]! - boxes[at]! >= least) &&
    boxes[at]! <= box.right &&
    boxes[at + 1]! <= box.bottom &&
    boxes[at + 2]! >= box.left &&
    boxes[at + 3]! >= box.top
  )
}

const tipLength = 7
const tipHalf = 3.5

function paintTips({ context }: Easel, route: Route, edges: readonly number[]): void {
  context.beginPath()
  for (const edge of edges) {
    const { toX, toY } = endsOf(route, edge)
    context.moveTo(toX, toY)
    if (route.direction === 'right') {
      context.lineTo(toX - tipLength, toY - tipHalf)
      context.lineTo(toX - tipLength, toY + tipHalf)
    } else {
      context.lineTo(toX - tipHalf, toY - tipLength)
      context.lineTo(toX + tipHalf, toY - tipLength)
    }
    context.closePath()
  }
  context.fill()
}

const crossHalf = 4.5

function paintCrosses({ context }: Easel, { route }: EdgePlan, edges: readonly number[]): void {
  context.setLineDash([])
  context.beginPath()
  for (const edge of edges) traceCross(context, route, edge)
  context.stroke()
}

/** A cross before the end of an edge that will never give what was asked. */
export function traceCross(pen: Pen, route: Route, edge: number): void {
  const { toX, toY } = endsOf(route, edge)
  const [x, y] = route.direction === 'right' ? [toX - 18, toY] : [toX, toY - 18]
  pen.moveTo(x - crossHalf, y - crossHalf)
  pen.lineTo(x + crossHalf, y + crossHalf)
  pen.moveTo(x + crossHalf, y - crossHalf)
  pen.lineTo(x - crossHalf, y + crossHalf)
}
