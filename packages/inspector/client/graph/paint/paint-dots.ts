import { nodeHeight, nodeWidth } from '../layout/layout.ts'
import { codeOf } from '../model/task-graph.ts'
import type { Room, View } from '../scene/extent.ts'
import type { Placed } from '../scene/graph-scene.ts'
import { dim, hidden, type Look } from '../scene/look.ts'
import { codesByUrgency } from '../scene/node-states.ts'

/** Failures are never smaller than this many pixels, so that one of ten thousand is found. */
const leastMark = 5
const isFailure = new Set([codeOf('failed'), codeOf('expired')])
const opaque = 0xff00_0000
const dimmed = 0x2e00_0000

export interface DotPaint {
  readonly placed: Placed
  readonly look: Look
  /** Colours by code of state, as pixels. */
  readonly pixels: Uint32Array
  /** The view in pixels of the canvas. */
  readonly view: View
}

/**
 * Paints every node as a rectangle of whole pixels, straight into memory: of ten thousand nodes that takes two
 * milliseconds, where paths take ten.
 */
export class DotPainter {
  #image: ImageData | undefined
  #memory = new Uint32Array(0)

  /** Replaces what is on the canvas. */
  paint(context: CanvasRenderingContext2D, paint: DotPaint): void {
    const { width, height } = context.canvas
    if (width === 0 || height === 0) return
    if (this.#image?.width !== width || this.#image.height !== height) {
      this.#image = new ImageData(width, height)
      this.#memory = new Uint32Array(this.#image.data.buffer)
    }
    this.#memory.fill(0)
    for (const code of codesByUrgency.toReversed()) this.#paintState(code, paint, { width, height })
    context.putImageData(this.#image, 0, 0)
  }

  #paintState(code: number, { placed, look, pixels, view }: DotPaint, { width, height }: Room): void {
    const least = isFailure.has(code) ? leastMark : 1
    const wide = Math.max(Math.round(nodeWidth * view.zoom), least)
    const high = Math.max(Math.round(nodeHeight * view.zoom), least)
    const { x, y } = placed.layout
    for (let node = 0; node < x.length; node += 1) {
      const seen = look.visibility[node]
      if (placed.states[node] !== code || seen === hidden) continue
      const left = Math.max(0, Math.round(x[node]! * view.zoom + view.x))
      const top = Math.max(0, Math.round(y[node]! * view.zoom + view.y))
      const right = Math.min(width, left + wide)
      const bottom = Math.min(height, top + high)
      if (left >= right) continue
      const pixel = pixels[code]! | (seen === dim ? dimmed : opaque)
      for (let row = top; row < bottom; row += 1) {
        this.#memory.fill(pixel, row * width + left, row * width + right)
      }
    }
  }
}
