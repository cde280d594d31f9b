import { viewStateOrder } from '../../../shared/view-states.ts'
import { filledGlyphs, stateGlyphPaths } from '../../components/state-glyph-paths.ts'
import { nodeHeight, nodeWidth } from '../layout/layout.ts'
import type { Level } from '../layout/level-of-detail.ts'
import type { Placed } from '../scene/graph-scene.ts'
import { dim, hidden, type Look } from '../scene/look.ts'
import { codesByUrgency } from '../scene/node-states.ts'
import type { Easel } from './paint-edges.ts'

const dimmedAlpha = 0.18
const stripWidth = 7
/** Where glyph and name stand: as on the cards, so that nothing jumps when these take over. */
const titles = {
  near: { glyph: 16, glyphLeft: 14, label: 13, labelLeft: 37, above: 9 },
  far: { glyph: 28, glyphLeft: 18, label: 21, labelLeft: 58, above: -1 },
} as const
const titleOf = (level: Level) => (level === 'full' ? titles.near : titles.far)
const glyphs = viewStateOrder.map((view) => ({
  path: stateGlyphPaths[view],
  isFilled: filledGlyphs.has(view),
}))

/** Names are drawn for at most so many nodes: letters cost the most of all. */
const mostLabels = 700
const codesOfFailure = new Set(
  ['failed', 'expired'].map((view) => viewStateOrder.findIndex((known) => known === view)),
)

export interface NodePaint {
  readonly placed: Placed
  readonly look: Look
  readonly labelOf: (node: number) => string
  /** Nodes that stand in the document as cards. */
  readonly isCard: (node: number) => boolean
}

/**
 * Draws nodes as shapes, unless their cards stand in the document: what asks most for attention is drawn last and so
 * lies on top. Near by they only keep the place of cards that are about to be there.
 */
export function paintNodes(easel: Easel, paint: NodePaint): void {
  const nodes = paint.placed.grid
    .within(easel.box)
    .filter((node) => paint.look.visibility[node] !== hidden && !paint.isCard(node))
  const groups = groupByLook(nodes, paint)
  for (const { code, isDim, members } of groups) {
    easel.context.globalAlpha = isDim ? dimmedAlpha : 1
    paintShapes(easel, paint.placed, { code, members })
  }
  paintLabels(easel, paint, nodes)
  easel.context.globalAlpha = 1
}

const ringPixels = 2.5
const ringGap = 3

interface Rings {
  readonly nodes: Iterable<number>
  readonly colour: string
}

/** Rings around nodes, as wide on the screen however far away they are. */
export function paintRings({ context, zoom }: Easel, { layout }: Placed, { nodes, colour }: Rings): void {
  const gap = ringGap / zoom
  context.strokeStyle = colour
  context.lineWidth = ringPixels / zoom
  context.beginPath()
  for (const node of nodes) {
    context.rect(layout.x[node]! - gap, layout.y[node]! - gap, nodeWidth + 2 * gap, nodeHeight + 2 * gap)
  }
  context.stroke()
}

interface Alike {
  readonly code: number
  readonly members: readonly number[]
}

function groupByLook(nodes: readonly number[], { placed, look }: NodePaint) {
  const groups = codesByUrgency
    .toReversed()
    .flatMap((code) => [true, false].map((isDim) => ({ code, isDim, members: [] as number[] })))
  const placeOf = new Map(groups.map(({ code, isDim }, place) => [code * 2 + (isDim ? 1 : 0), place]))
  for (const node of nodes) {
    const key = placed.states[node]! * 2 + (look.visibility[node] === dim ? 1 : 0)
    groups[placeOf.get(key)!]!.members.push(node)
  }
  return groups.filter(({ members }) => members.length > 0)
}

function paintShapes(easel: Easel, { layout }: Placed, { code, members }: Alike): void {
  const { context, palette, zoom } = easel
  const round = zoom > 0.14
  const isLarge = codesOfFailure.has(code)
  context.fillStyle = isLarge && zoom < 0.2 ? palette.states[code]! : palette.grounds[code]!
  context.strokeStyle = palette.states[code]!
  context.lineWidth = Math.max(1, 0.9 / zoom)
  context.beginPath()
  for (const node of members) {
    if (round) context.roundRect(layout.x[node]!, layout.y[node]!, nodeWidth, nodeHeight, 8)
    else context.rect(layout.x[node]!, layout.y[node]!, nodeWidth, nodeHeight)
  }
  context.fill()
  context.stroke()
  context.fillStyle = palette.states[code]!
  context.beginPath()
  for (const node of members) {
    context.rect(layout.x[node]!, layout.y[node]!, stripWidth, nodeHeight)
  }
  context.fill()
  if (titleOf(easel.level).glyph * zoom >= 5) paintGlyphs(easel, { layout }, { code, members })
}

function paintGlyphs(
  { context, palette, level }: Easel,
  { layout }: Pick<Placed, 'layout'>,
  { code, members }: Alike,
): void {
  const glyph = glyphs[code]!
  const title = titleOf(level)
  const scale = title.glyph / 16
  const all = new Path2D()
  const one = new Path2D(glyph.path)
  for (const node of members) {
    const x = layout.x[node]! + title.glyphLeft
    const y = layout.y[node]! + (nodeHeight - title.glyph) / 2 - Math.max(0, title.above)
    all.addPath(one, { a: scale, b: 0, c: 0, d: scale, e: x, f: y })
  }
  context.strokeStyle = palette.states[code]!
  context.lineWidth = 1.6 * scale
  context.lineCap = 'round'
  context.stroke(all)
  context.lineCap = 'butt'
  if (glyph.isFilled) {
    context.fillStyle = palette.states[code]!
    // The fill of a canvas, not of an array.
    // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type
    context.fill(all)
  }
}

function paintLabels(
  { context, palette, zoom, level }: Easel,
  paint: NodePaint,
  nodes: readonly number[],
): void {
  const { label, labelLeft, above } = titleOf(level)
  if (label * zoom < 5.5 || nodes.length > mostLabels) return
  const { layout } = paint.placed
  context.fillStyle = palette.ink
  context.font = `500 ${label}px ${palette.font}`
  context.textBaseline = 'middle'
  for (const node of nodes) {
    context.globalAlpha = paint.look.visibility[node] === dim ? dimmedAlpha : 1
    const text = fitted(context, paint.labelOf(node), labelLeft)
    context.fillText(text, layout.x[node]! + labelLeft, layout.y[node]! + nodeHeight / 2 - above)
  }
}

const fittedTexts = new Map<string, string>()

/** A name cut to the width of a card. Names repeat, so what was cut is kept. */
function fitted(context: CanvasRenderingContext2D, text: string, left: number): string {
  const key = `${left} ${text}`
  const known = fittedTexts.get(key)
  if (known !== undefined) return known
  const room = nodeWidth - left - 10
  let cut = text
  while (cut.length > 1 && context.measureText(cut === text ? cut : `${cut}…`).width > room)
    cut = cut.slice(0, -1)
  const result = cut === text ? text : `${cut}…`
  if (fittedTexts.size > 5_000) fittedTexts.clear()
  fittedTexts.set(key, result)
  return result
}
