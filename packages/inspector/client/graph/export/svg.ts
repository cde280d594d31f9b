import { viewStateOrder, viewStates } from '../../../shared/view-states.ts'
import { standings } from '../analysis/standing.ts'
import { nodeHeight, nodeWidth } from '../layout/layout.ts'
import { countedTitleOf } from '../model/shown-graph.ts'
import type { TaskGraph } from '../model/task-graph.ts'
import { traceEdge, type Pen } from '../paint/edge-path.ts'
import { dashOf, edgeStyles, traceCross } from '../paint/paint-edges.ts'
import type { Palette } from '../paint/palette.ts'
import type { Placed } from '../scene/graph-scene.ts'
import { hidden, type Look } from '../scene/look.ts'

export interface Picture {
  readonly graph: TaskGraph
  readonly placed: Placed
  readonly look: Look
  readonly palette: Palette
}

const margin = 40

/** What is shown of a graph as an SVG picture, at the size at which cards are read. */
export function toSvg(picture: Picture): string {
  const { placed, palette, look } = picture
  const { left, top, right, bottom } = placed.extent
  const width = Math.ceil(right - left + 2 * margin)
  const height = Math.ceil(bottom - top + 2 * margin)
  const isShown = (node: number): boolean => look.visibility[node] !== hidden
  const edges = [...placed.shown.links.sources.keys()]
    .filter(
      (edge) => isShown(placed.shown.links.sources[edge]!) && isShown(placed.shown.links.targets[edge]!),
    )
    .map((edge) => edgeElement(picture, edge))
  const nodes = placed.shown.keys.flatMap((_, node) => (isShown(node) ? [nodeElement(picture, node)] : []))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"`,
    ` viewBox="${Math.floor(left - margin)} ${Math.floor(top - margin)} ${width} ${height}"`,
    ` font-family="system-ui, sans-serif" font-size="13">`,
    `<rect x="${left - margin}" y="${top - margin}" width="100%" height="100%" fill="${palette.surface}"/>`,
    ...edges,
    ...nodes,
    '</svg>',
  ].join('')
}

function edgeElement({ placed, palette }: Picture, edge: number): string {
  const route = { layout: placed.layout, links: placed.shown.links, direction: placed.direction }
  const look = placed.layout.back[edge] === 1 ? 'back' : standings[placed.edgeStandings[edge]!]!
  const { width, alpha } = edgeStyles[look]
  const dash = dashOf(look, placed.edgeLines[edge]!)
  const dashes = dash.length === 0 ? '' : ` stroke-dasharray="${dash.join(' ')}"`
  const pen = `fill="none" stroke="${palette.edges[look]}" stroke-width="${width}" stroke-opacity="${alpha}"`
  const line = `<path d="${pathOf((to) => traceEdge(to, route, edge))}" ${pen}${dashes}/>`
  return look === 'broken' ? `${line}<path d="${pathOf((to) => traceCross(to, route, edge))}" ${pen}/>` : line
}

/** The `d` of an SVG path. */
function pathOf(trace: (pen: Pen) => void): string {
  const parts: string[] = []
  const write = (letter: string, ...values: number[]): void => {
    parts.push(letter + values.map((value) => Math.round(value * 10) / 10).join(' '))
  }
  trace({
    moveTo: (x, y) => write('M', x, y),
    lineTo: (x, y) => write('L', x, y),
    bezierCurveTo: (...points) => write('C', ...points),
  })
  return parts.join('')
}

function nodeElement({ graph, placed, palette }: Picture, node: number): string {
  const code = placed.states[node]!
  const [x, y] = [placed.layout.x[node]!, placed.layout.y[node]!]
  const { glyph, word } = viewStates[viewStateOrder[code]!]
  const title = countedTitleOf(graph, placed.shown, node)
  return [
    `<g transform="translate(${Math.round(x)} ${Math.round(y)})">`,
    `<rect width="${nodeWidth}" height="${nodeHeight}" rx="6" fill="${palette.grounds[code]}" stroke="${palette.states[code]}"/>`,
    `<text x="14" y="25" font-weight="600" fill="${palette.ink}">${escape(cut(title))}</text>`,
    `<text x="14" y="45" font-size="12" fill="${palette.muted}">${glyph} ${word}</text></g>`,
  ].join('')
}

const mostLetters = 26

function cut(text: string): string {
  return text.length > mostLetters ? `${text.slice(0, mostLetters - 1)}…` : text
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
