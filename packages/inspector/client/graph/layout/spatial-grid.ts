import { nodeHeight, nodeWidth } from './layout.ts'

export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

const cellSize = 600

/** Finds cards by place, in time that depends on what is near and not on how many there are. */
export class SpatialGrid {
  readonly #cells = new Map<number, number[]>()
  readonly #x: Float64Array
  readonly #y: Float64Array

  constructor(x: Float64Array, y: Float64Array) {
    this.#x = x
    this.#y = y
    for (let node = 0; node < x.length; node += 1) {
      const key = keyOf(cellOf(x[node]!), cellOf(y[node]!))
      const cell = this.#cells.get(key)
      if (cell === undefined) this.#cells.set(key, [node])
      else cell.push(node)
    }
  }

  /** The nodes whose cards touch a box. More than `limit` are not looked for. */
  within(box: Box, limit = Infinity): number[] {
    const found: number[] = []
    for (let row = cellOf(box.top - nodeHeight); row <= cellOf(box.bottom); row += 1) {
      for (let column = cellOf(box.left - nodeWidth); column <= cellOf(box.right); column += 1) {
        for (const node of this.#cells.get(keyOf(column, row)) ?? []) {
          if (this.#touches(node, box)) found.push(node)
        }
        if (found.length > limit) return found
      }
    }
    return found
  }

  /** The node whose card lies under a point, widened by `slack`; of several the nearest. */
  at(x: number, y: number, slack = 0): number | undefined {
    const box = { left: x - slack, right: x + slack, top: y - slack, bottom: y + slack }
    const distance = (node: number): number =>
      Math.hypot(this.#x[node]! + nodeWidth / 2 - x, this.#y[node]! + nodeHeight / 2 - y)
    return this.within(box, 1_000).reduce<number | undefined>(
      (best, node) => (best === undefined || distance(node) < distance(best) ? node : best),
      undefined,
    )
  }

  #touches(node: number, box: Box): boolean {
    const x = this.#x[node]!
    const y = this.#y[node]!
    return x <= box.right && x + nodeWidth >= box.left && y <= box.bottom && y + nodeHeight >= box.top
  }
}

/** The smallest box of cells around a box, grown by `margin`: it stays the same while the view moves a little. */
export function snapToCells(box: Box, margin: number): Box {
  return {
    left: cellOf(box.left - margin) * cellSize,
    top: cellOf(box.top - margin) * cellSize,
    right: (cellOf(box.right + margin) + 1) * cellSize,
    bottom: (cellOf(box.bottom + margin) + 1) * cellSize,
  }
}

function cellOf(value: number): number {
  return Math.floor(value / cellSize)
}

/** Cells lie within 32 thousand of the origin on both axes, which is 19 million pixels. */
function keyOf(column: number, row: number): number {
  return (column + 32_768) * 65_536 + row + 32_768
}
