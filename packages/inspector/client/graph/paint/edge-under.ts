import type { Placed } from '../scene/graph-scene.ts'
import { hidden, type Look } from '../scene/look.ts'
import { edgeBoxes, traceEdge, type Route } from './edge-path.ts'

interface Point {
  readonly x: number
  readonly y: number
  /** How far an edge may be away. */
  readonly slack: number
}

/** Finds the edge at a point of a placed graph. */
export class EdgeFinder {
  readonly #route: Route
  readonly #boxes: Float64Array
  readonly #context = document.createElement('canvas').getContext('2d')

  constructor({ layout, shown, direction }: Placed) {
    this.#route = { layout, links: shown.links, direction }
    this.#boxes = edgeBoxes(this.#route)
  }

  at({ x, y, slack }: Point, { visibility }: Look): number | undefined {
    const { sources, targets } = this.#route.links
    for (const edge of sources.keys()) {
      const at = edge * 4
      const isNear =
        x >= this.#boxes[at]! &&
        y >= this.#boxes[at + 1]! &&
        x <= this.#boxes[at + 2]! &&
        y <= this.#boxes[at + 3]!
      if (!isNear || visibility[sources[edge]!] === hidden || visibility[targets[edge]!] === hidden) continue
      if (this.#touches(edge, { x, y, slack })) return edge
    }
    return undefined
  }

  #touches(edge: number, { x, y, slack }: Point): boolean {
    if (this.#context === null) return false
    const path = new Path2D()
    traceEdge(path, this.#route, edge)
    this.#context.lineWidth = slack * 2
    return this.#context.isPointInStroke(path, x, y)
  }
}
