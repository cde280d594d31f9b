import { chain, fanIn, fanOut, grid, layers, type Shape } from '../shapes.ts'

/** A shape, and the size at which it is compared with its small form. */
export interface ScaleShape {
  /** What `--only` calls it. */
  readonly name: string
  readonly size: number
  readonly shape: Shape
}

/** The size that every shape is compared with. */
export const smallSize = 1_000

/** How often the small form is measured for one measurement of the large: a push that takes a quarter of a second says little. */
export const smallRepeats = 5

export const scaleShapes: readonly ScaleShape[] = [
  { name: 'chain', size: 10_000, shape: chain },
  { name: 'fan-out', size: 10_000, shape: fanOut },
  { name: 'fan-in', size: 10_000, shape: fanIn },
  { name: 'grid', size: 10_000, shape: grid },
  { name: 'layers', size: 45_000, shape: layers(100) },
]
