import { isFar, type Level } from '../layout/level-of-detail.ts'
import { edgesAt } from '../model/digraph.ts'
import { countedTitleOf } from '../model/shown-graph.ts'
import { boxOfView, type Room, type View } from '../scene/extent.ts'
import type { GraphScene, Placed } from '../scene/graph-scene.ts'
import { DotPainter } from './paint-dots.ts'
import {
  batchEdges,
  paintEdges,
  paintEdgesOf,
  paintStrong,
  planEdges,
  type Easel,
  type EdgePlan,
} from './paint-edges.ts'
import { paintNodes, paintRings } from './paint-nodes.ts'
import { readPalette, type Palette } from './palette.ts'

type Sight = View & Room

interface Detail {
  readonly level: Level
  readonly cards: ReadonlySet<number>
  /** Nodes that are to be found at every level. */
  readonly special: readonly number[]
}

/** Paints a scene onto a canvas: at once when the view moves, so that edges never trail the cards, else once a frame. */
export class GraphPainter {
  readonly #scene: GraphScene
  readonly #canvas: HTMLCanvasElement
  #palette: Palette
  #detail: Detail = { level: 'dot', cards: new Set(), special: [] }
  readonly #dots = new DotPainter()
  #theme = ''
  #sight: Sight | undefined
  #plan: { readonly placed: Placed; readonly edges: EdgePlan; version: number } | undefined
  #frame: number | undefined
  #isQueued = false
  #isClosed = false

  constructor(scene: GraphScene, canvas: HTMLCanvasElement) {
    this.#scene = scene
    this.#canvas = canvas
    this.#palette = readPalette(canvas.parentElement ?? document.body)
  }

  show(detail: Detail): void {
    this.#detail = detail
    this.#paintAgain()
  }

  /** Reads the colours anew when another theme holds. */
  useTheme(theme: string): void {
    if (theme === this.#theme) return
    this.#theme = theme
    this.#palette = readPalette(this.#canvas.parentElement ?? document.body)
    this.#paintAgain()
  }

  /** When the current event has been dealt with: within the same frame in which the cards move. */
  paintSoon(sight: Sight): void {
    this.#sight = sight
    if (this.#isQueued) return
    this.#isQueued = true
    queueMicrotask(() => {
      this.#isQueued = false
      this.#paintAgain()
    })
  }

  paintNextFrame(sight: Sight): void {
    this.#sight = sight
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined
      this.#paintAgain()
    })
  }

  paint(sight: Sight): void {
    this.#sight = sight
    this.#paintAgain()
  }

  close(): void {
    this.#isClosed = true
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
  }

  #paintAgain(): void {
    const { placed } = this.#scene
    const sight = this.#sight
    const context = this.#canvas.getContext('2d')
    if (this.#isClosed || placed === undefined || sight === undefined || context === null) return
    const density = Math.min(devicePixelRatio || 1, 2)
    this.#fit(sight, density)
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height)
    const scale = sight.zoom * density
    context.setTransform(scale, 0, 0, scale, sight.x * density, sight.y * density)
    this.#draw(placed, {
      context,
      palette: this.#palette,
      zoom: sight.zoom,
      level: this.#detail.level,
      box: boxOfView(sight, sight),
    })
  }

  #fit({ width, height }: Room, density: number): void {
    const [wide, high] = [Math.round(width * density), Math.round(height * density)]
    if (this.#canvas.width !== wide) this.#canvas.width = wide
    if (this.#canvas.height !== high) this.#canvas.height = high
  }

  #draw(placed: Placed, easel: Easel): void {
    const plan = this.#planFor(placed)
    if (easel.level === 'dot') this.#drawDots(placed, easel)
    paintEdges(easel, plan)
    paintStrong(easel, plan, this.#scene.look)
    this.#drawPointed(placed, easel, plan)
    if (easel.level !== 'dot') this.#drawShapes(placed, easel)
    if (isFar(easel.level)) this.#drawRings(placed, easel)
  }

  /** Around what is marked, and in another colour around what the reader is at. */
  #drawRings(placed: Placed, easel: Easel): void {
    const { graph, marks } = this.#scene
    paintRings(easel, placed, { nodes: marks.nodes(graph, placed.shown), colour: easel.palette.ink })
    paintRings(easel, placed, { nodes: this.#detail.special, colour: easel.palette.accent })
  }

  #drawDots(placed: Placed, { context, palette: { pixels } }: Easel): void {
    const { a: zoom, e: x, f: y } = context.getTransform()
    this.#dots.paint(context, { placed, look: this.#scene.look, pixels, view: { x, y, zoom } })
  }

  /** The edges of what the keyboard is at, and of what is under the pointer; over them the one that is being read. */
  #drawPointed({ shown }: Placed, easel: Easel, plan: EdgePlan): void {
    const { focused, hovered, edge } = this.#scene
    const { incoming, outgoing } = shown.links
    for (const node of new Set([focused, hovered])) {
      if (node === undefined) continue
      const edges = [...edgesAt(incoming, node), ...edgesAt(outgoing, node)]
      paintEdgesOf(easel, plan, { edges, width: 2 })
    }
    if (edge !== undefined) paintEdgesOf(easel, plan, { edges: [edge], width: 5 })
  }

  #drawShapes(placed: Placed, easel: Easel): void {
    const { look, graph } = this.#scene
    paintNodes(easel, {
      placed,
      look,
      isCard: isFar(easel.level) ? () => false : (node) => this.#detail.cards.has(node),
      labelOf: (node) => countedTitleOf(graph, placed.shown, node),
    })
  }

  /** The plan of a layout; its batches are sorted anew when states or controls changed. */
  #planFor(placed: Placed): EdgePlan {
    const { version } = this.#scene.changed
    if (this.#plan?.placed !== placed) {
      this.#plan = { placed, edges: planEdges(placed), version: -1 }
    }
    if (this.#plan.version !== version) {
      this.#plan.version = version
      this.#plan.edges.batches = batchEdges(placed, this.#scene.look)
    }
    return this.#plan.edges
  }
}
