import { nodeHeight, nodeWidth, type Layout } from '../../../graph/layout/layout.ts'
import type { TaskGraph } from '../../../graph/model/task-graph.ts'
import { readPalette } from '../../../graph/paint/palette.ts'
import { extentOf, type Room, type View } from '../../../graph/scene/extent.ts'
import { codesByUrgency } from '../../../graph/scene/node-states.ts'

const margin = 10
/** A DAG of three tasks does not fill the picture. */
const mostZoom = 0.3
/** Nodes are never smaller, in pixels. */
const leastDot = 1.5

/** Paints a whole graph small: its edges as lines, its tasks in the colours of their states, failures last. */
export function paintPicture(canvas: HTMLCanvasElement, graph: TaskGraph, layout: Layout): void {
  const density = Math.min(devicePixelRatio || 1, 2)
  const room = { width: canvas.clientWidth, height: canvas.clientHeight }
  canvas.width = room.width * density
  canvas.height = room.height * density
  const context = canvas.getContext('2d')
  if (context === null) return
  context.setTransform(density, 0, 0, density, 0, 0)
  const view = viewOf(layout, room)
  const palette = readPalette(canvas)
  context.strokeStyle = palette.edges.pending
  context.globalAlpha = 0.45
  strokeEdges(context, { graph, layout, view })
  context.globalAlpha = 1
  const [wide, high] = [nodeWidth, nodeHeight].map((size) => Math.max(size * view.zoom, leastDot)) as [
    number,
    number,
  ]
  for (const code of codesByUrgency.toReversed()) {
    context.fillStyle = palette.states[code]!
    graph.states.forEach((state, task) => {
      if (state !== code) return
      context.fillRect(layout.x[task]! * view.zoom + view.x, layout.y[task]! * view.zoom + view.y, wide, high)
    })
  }
}

function viewOf(layout: Layout, { width, height }: Room): View {
  const { left, top, right, bottom } = extentOf(layout)
  const zoom = Math.min(
    mostZoom,
    (width - 2 * margin) / (right - left),
    (height - 2 * margin) / (bottom - top),
  )
  return {
    x: width / 2 - ((left + right) / 2) * zoom,
    y: height / 2 - ((top + bottom) / 2) * zoom,
    zoom,
  }
}

interface Drawing {
  readonly graph: TaskGraph
  readonly layout: Layout
  readonly view: View
}

function strokeEdges(context: CanvasRenderingContext2D, { graph, layout, view }: Drawing): void {
  const { sources, targets } = graph.links
  context.beginPath()
  sources.forEach((source, edge) => {
    const target = targets[edge]!
    context.moveTo(
      (layout.x[source]! + nodeWidth) * view.zoom + view.x,
      (layout.y[source]! + nodeHeight / 2) * view.zoom + view.y,
    )
    context.lineTo(
      layout.x[target]! * view.zoom + view.x,
      (layout.y[target]! + nodeHeight / 2) * view.zoom + view.y,
    )
  })
  context.stroke()
}
