import { nodeHeight, nodeWidth } from '../layout/layout.ts'
import { boxOfView, type Room, type View } from '../scene/extent.ts'
import type { GraphScene } from '../scene/graph-scene.ts'
import { hidden } from '../scene/look.ts'
import { codesByUrgency } from '../scene/node-states.ts'
import { readPalette, type Palette } from './palette.ts'

/** The picture of the graph is drawn anew at most so often; the frame follows every move. */
const paintMilliseconds = 250
const margin = 8
/** Failures are never smaller than this, in pixels. */
const leastMark = 2.5
const leastDot = 1

/** Paints a small picture of the whole graph once, and the frame of what is in sight over it again and again. */
export class MinimapPainter {
  readonly #scene: GraphScene
  readonly #canvas: HTMLCanvasElement
  readonly #room: Room
  readonly #picture = document.createElement('canvas')
  readonly #density = Math.min(devicePixelRatio || 1, 2)
  #palette: Palette
  #theme = ''
  #view: View | undefined
  #stage: Room = { width: 1, height: 1 }
  #timer: ReturnType<typeof setTimeout> | undefined
  #isQueued = false

  constructor(scene: GraphScene, canvas: HTMLCanvasElement, room: Room) {
    this.#scene = scene
    this.#canvas = canvas
    this.#room = room
    this.#palette = readPalette(canvas.parentElement ?? document.body)
    for (const surface of [canvas, this.#picture]) {
      surface.width = room.width * this.#density
      surface.height = room.height * this.#density
    }
    this.#paint()
  }

  /** Reads the colours anew when another theme holds. */
  useTheme(theme: string): void {
    if (theme === this.#theme) return
    this.#theme = theme
    this.#palette = readPalette(this.#canvas.parentElement ?? document.body)
    this.#paint()
  }

  paintLater(): void {
    this.#timer ??= setTimeout(() => this.#paint(), paintMilliseconds)
  }

  /** Shows which part is in sight. */
  frame(view: View, stage: Room): void {
    this.#view = view
    this.#stage = stage
    if (this.#isQueued) return
    this.#isQueued = true
    queueMicrotask(() => {
      this.#isQueued = false
      this.#paintFrame()
    })
  }

  /** The point of the graph at a point of the map. */
  pointAt(x: number, y: number): { x: number; y: number } {
    const { scale, left, top } = this.#fit()
    return { x: (x - left) / scale, y: (y - top) / scale }
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #fit(): { scale: number; left: number; top: number } {
    const extent = this.#scene.placed?.extent ?? { left: 0, top: 0, right: 1, bottom: 1 }
    const { width, height } = this.#room
    const scale = Math.min(
      (width - 2 * margin) / (extent.right - extent.left),
      (height - 2 * margin) / (extent.bottom - extent.top),
    )
    return {
      scale,
      left: width / 2 - ((extent.left + extent.right) / 2) * scale,
      top: height / 2 - ((extent.top + extent.bottom) / 2) * scale,
    }
  }

  #paint(): void {
    this.#timer = undefined
    const context = this.#picture.getContext('2d')
    const { placed, look } = this.#scene
    if (context === null || placed === undefined) return
    const { scale, left, top } = this.#fit()
    const density = this.#density
    context.setTransform(density, 0, 0, density, 0, 0)
    context.clearRect(0, 0, this.#room.width, this.#room.height)
    for (const code of codesByUrgency.toReversed()) {
      const least = code === codesByUrgency[0] || code === codesByUrgency[1] ? leastMark : leastDot
      const width = Math.max(nodeWidth * scale, least)
      const height = Math.max(nodeHeight * scale, least)
      context.fillStyle = this.#palette.states[code]!
      context.beginPath()
      placed.states.forEach((state, node) => {
        if (state !== code || look.visibility[node] === hidden) return
        context.rect(
          placed.layout.x[node]! * scale + left,
          placed.layout.y[node]! * scale + top,
          width,
          height,
        )
      })
      context.fill()
    }
    this.#paintFrame()
  }

  #paintFrame(): void {
    const context = this.#canvas.getContext('2d')
    if (context === null) return
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height)
    context.drawImage(this.#picture, 0, 0)
    if (this.#view === undefined) return
    const { scale, left, top } = this.#fit()
    const box = boxOfView(this.#view, this.#stage)
    context.setTransform(this.#density, 0, 0, this.#density, 0, 0)
    context.strokeStyle = this.#palette.accent
    context.lineWidth = 1.5
    context.strokeRect(
      box.left * scale + left,
      box.top * scale + top,
      (box.right - box.left) * scale,
      (box.bottom - box.top) * scale,
    )
  }
}
