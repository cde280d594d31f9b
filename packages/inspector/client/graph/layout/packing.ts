export interface Size {
  readonly width: number
  readonly height: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

const aspect = 1.6

/**
 * Puts boxes on shelves, in the order given, so that all of them fill about the shape of a screen.
 * Returns the corner of each.
 */
export function packOnShelves(boxes: readonly Size[], gap: number): Point[] {
  const area = boxes.reduce((sum, { width, height }) => sum + (width + gap) * (height + gap), 0)
  const widest = boxes.reduce((most, { width }) => Math.max(most, width), 0)
  const shelfWidth = Math.max(Math.sqrt(area * aspect), widest)
  let x = 0
  let y = 0
  let shelfHeight = 0
  return boxes.map(({ width, height }) => {
    if (x > 0 && x + width > shelfWidth) {
      x = 0
      y += shelfHeight + gap
      shelfHeight = 0
    }
    const corner = { x, y }
    x += width + gap
    shelfHeight = Math.max(shelfHeight, height)
    return corner
  })
}
