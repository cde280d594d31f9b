import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { dagreLayout } from '../testing/dagre-layout.ts'
import { chain, columnsOf, fan, forest, lockfile, pipeline, tangle, type Shape } from '../testing/shapes.ts'
import { layeredLayout } from './layered-layout.ts'
import { nodeHeight, nodeWidth, type Direction, type Layout } from './layout.ts'

const anyDirection = fc.constantFrom<Direction>('right', 'down')

/** Graphs without cycles: every edge goes from a lower number to a higher one. */
const anyShape = fc.integer({ min: 1, max: 60 }).chain((size) =>
  fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: size * 2 }).map((pairs): Shape => ({
    size,
    edges: pairs
      .filter(([one, other]) => one !== other)
      .map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const),
  })),
)

const anyCyclicShape = fc
  .integer({ min: 1, max: 40 })
  .chain((size) =>
    fc
      .array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: size * 3 })
      .map((edges): Shape => ({ size, edges })),
  )

test('no two cards overlap', () => {
  fc.assert(
    fc.property(anyCyclicShape, anyDirection, (shape, direction) => {
      expect(overlaps(layeredLayout({ ...columnsOf(shape), direction }))).toEqual([])
    }),
  )
})

test('edges go forward', () => {
  fc.assert(
    fc.property(anyShape, anyDirection, (shape, direction) => {
      const { x, y } = layeredLayout({ ...columnsOf(shape), direction })
      const [along, size] = direction === 'right' ? [x, nodeWidth] : [y, nodeHeight]
      for (const [source, target] of shape.edges) {
        expect(along[target]).toBeGreaterThanOrEqual(along[source]! + size)
      }
    }),
  )
})

test('the same graph gives the same picture', () => {
  fc.assert(
    fc.property(anyCyclicShape, anyDirection, (shape, direction) => {
      const input = { ...columnsOf(shape), direction }
      expect(layeredLayout(input)).toEqual(layeredLayout(input))
    }),
  )
})

test('cyclic input ends, and at least one edge of every cycle is marked', () => {
  fc.assert(
    fc.property(anyCyclicShape, (shape) => {
      const { back, x } = layeredLayout({ ...columnsOf(shape), direction: 'right' })
      const forward = shape.edges.filter((_, edge) => back[edge] === 0)
      expect(forward.filter(([source, target]) => !(x[target]! > x[source]!))).toEqual([])
    }),
  )
})

test('edges bend between the columns that they join, and never through a card', () => {
  fc.assert(
    fc.property(anyShape, (shape) => {
      const layout = layeredLayout({ ...columnsOf(shape), direction: 'right' })
      shape.edges.forEach(([source, target], edge) => {
        const bends = pointsOf(layout, edge)
        for (const { x, y } of bends) {
          expect(x).toBeGreaterThan(layout.x[source]!)
          expect(x).toBeLessThan(layout.x[target]! + nodeWidth)
          expect(cardsAt(layout, x, y)).toEqual([])
        }
      })
    }),
  )
})

const corpus: readonly (readonly [string, Shape])[] = [
  ['pipeline of 150', pipeline(150)],
  ['pipeline of 250', pipeline(250)],
  ['forest of 200', forest(200)],
  ['tangle of 200', tangle(200)],
  ['lockfile of 120', lockfile(120)],
  ['fan of 60', fan(60)],
]

test.each(corpus)(
  'no more edges cross than with dagre: %s',
  (_, shape) => {
    const own = layeredLayout({ ...columnsOf(shape), direction: 'right' })
    const theirs = dagreLayout(shape)
    expect(crossingsOf(shape, own)).toBeLessThanOrEqual(crossingsOf(shape, theirs))
  },
  60_000,
)

test.each([
  ['a chain', chain(10_000)],
  ['a fan', fan(10_000)],
  ['a thousand of no edges', { size: 1_000, edges: [] }],
])('large and odd shapes are laid out: %s', (_, shape) => {
  const { x, y } = layeredLayout({ ...columnsOf(shape), direction: 'right' })
  expect([...x, ...y].every((value) => Number.isFinite(value))).toBe(true)
})

function overlaps({ x, y }: Layout): [number, number][] {
  const found: [number, number][] = []
  for (let one = 0; one < x.length; one += 1) {
    for (let other = one + 1; other < x.length; other += 1) {
      const apart =
        Math.abs(x[one]! - x[other]!) >= nodeWidth || Math.abs(y[one]! - y[other]!) >= nodeHeight - 1e-6
      if (!apart) found.push([one, other])
    }
  }
  return found
}

function pointsOf({ bends, bendOffsets }: Layout, edge: number): { x: number; y: number }[] {
  const points = []
  for (let at = bendOffsets[edge]!; at < bendOffsets[edge + 1]!; at += 2) {
    points.push({ x: bends[at]!, y: bends[at + 1]! })
  }
  return points
}

function cardsAt(layout: Layout, x: number, y: number): number[] {
  return [...layout.x.keys()].filter((node) => {
    const dx = x - layout.x[node]!
    const dy = y - layout.y[node]!
    return dx > 0 && dx < nodeWidth && dy > 0 && dy < nodeHeight
  })
}

/** Pairs of edges whose straight lines cross; the same measure for both layouts. */
function crossingsOf({ edges }: Shape, { x, y }: Pick<Layout, 'x' | 'y'>): number {
  const side = (from: number, to: number, point: number): number =>
    Math.sign((x[to]! - x[from]!) * (y[point]! - y[from]!) - (y[to]! - y[from]!) * (x[point]! - x[from]!))
  let count = 0
  edges.forEach(([a, b], at) => {
    for (const [c, d] of edges.slice(at + 1)) {
      if (a === c || a === d || b === c || b === d) continue
      if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) count += 1
    }
  })
  return count
}
