import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { digraph } from '../model/digraph.ts'
import { columnsOf, tangle } from '../testing/shapes.ts'
import { placeNewcomers } from './free-slots.ts'
import { layeredLayout } from './layered-layout.ts'
import { nodeHeight, nodeWidth, type Direction } from './layout.ts'

test('newcomers take free places near their dependencies, and nothing else moves', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 30 }),
      fc.constantFrom<Direction>('right', 'down'),
      (old, added, direction) => {
        const shape = tangle(old + added, 0.4, old)
        const before = layeredLayout({
          ...columnsOf({ size: old, edges: shape.edges.filter(([, target]) => target < old) }),
          direction,
        })
        const x = new Float64Array(old + added).fill(Number.NaN)
        const y = x.slice()
        x.set(before.x)
        y.set(before.y)
        const { size, sources, targets } = columnsOf(shape)
        const placed = placeNewcomers(digraph(size, sources, targets), { x, y }, direction)
        expect(placed).toHaveLength(added)
        expect(x.slice(0, old)).toEqual(before.x)
        expect(y.slice(0, old)).toEqual(before.y)
        for (const node of placed) expect(overlapping(node, x, y)).toEqual([])
        const [along, length] = direction === 'right' ? [x, nodeWidth] : [y, nodeHeight]
        for (const [source, target] of shape.edges.filter(([, to]) => to >= old)) {
          expect(along[target]).toBeGreaterThanOrEqual(along[source]! + length)
        }
      },
    ),
  )
})

test('a task on which an old one depends stands before it', () => {
  const x = Float64Array.of(0, Number.NaN)
  const y = Float64Array.of(40, Number.NaN)
  placeNewcomers(digraph(2, Int32Array.of(1), Int32Array.of(0)), { x, y }, 'right')
  expect(x[1]).toBeLessThan(-nodeWidth)
  expect(y[1]).toBe(40)
})

test('a thousand newcomers behind one task stand in one column', () => {
  const size = 1_001
  const x = new Float64Array(size).fill(Number.NaN)
  const y = x.slice()
  x[0] = 0
  y[0] = 0
  const targets = Int32Array.from({ length: size - 1 }, (_, node) => node + 1)
  placeNewcomers(digraph(size, new Int32Array(size - 1), targets), { x, y }, 'right')
  expect(new Set(x.slice(1)).size).toBe(1)
  expect(new Set(y.slice(1)).size).toBe(size - 1)
})

function overlapping(node: number, x: Float64Array, y: Float64Array): number[] {
  return [...x.keys()].filter(
    (other) =>
      other !== node &&
      Math.abs(x[other]! - x[node]!) < nodeWidth &&
      Math.abs(y[other]! - y[node]!) < nodeHeight - 1e-6,
  )
}
