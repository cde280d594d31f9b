import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { smallGraph } from '../testing/small-graph.ts'
import { moveFrom, moveOfKey, readingOrder, type Move } from './keyboard-moves.ts'
import { nodeHeight, nodeWidth } from './layout.ts'
import { levelFor } from './level-of-detail.ts'
import { SpatialGrid, snapToCells } from './spatial-grid.ts'

const anyCoordinate = fc.integer({ min: -5_000, max: 5_000 })

test('the grid finds the cards that touch a box, and no others', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(anyCoordinate, anyCoordinate), { maxLength: 60 }),
      fc.tuple(anyCoordinate, anyCoordinate, fc.nat(3_000), fc.nat(3_000)),
      (cards, [left, top, width, height]) => {
        const x = Float64Array.from(cards, ([value]) => value)
        const y = Float64Array.from(cards, ([, value]) => value)
        const box = { left, top, right: left + width, bottom: top + height }
        const touching = cards.flatMap(([at, down], node) =>
          at <= box.right && at + nodeWidth >= left && down <= box.bottom && down + nodeHeight >= top
            ? [node]
            : [],
        )
        expect(new SpatialGrid(x, y).within(box).toSorted((one, other) => one - other)).toEqual(touching)
      },
    ),
  )
})

test('the grid finds the card under a point', () => {
  const grid = new SpatialGrid(Float64Array.of(0, 1_000), Float64Array.of(0, 0))
  expect(grid.at(10, 10)).toBe(0)
  expect(grid.at(1_000 + nodeWidth + 5, 10)).toBeUndefined()
  expect(grid.at(1_000 + nodeWidth + 5, 10, 8)).toBe(1)
})

test('a window stays the same while the view moves within its margin', () => {
  const box = { left: 10, top: 10, right: 1_000, bottom: 700 }
  const moved = { left: 40, top: 20, right: 1_030, bottom: 710 }
  expect(snapToCells(box, 100)).toEqual(snapToCells(moved, 100))
})

test.each([
  [{ zoom: 1, cards: 40, before: undefined }, 'full'],
  [{ zoom: 0.4, cards: 200, before: undefined }, 'title'],
  [{ zoom: 0.4, cards: 301, before: undefined }, 'shape'],
  [{ zoom: 0.1, cards: 10, before: undefined }, 'shape'],
  [{ zoom: 0.05, cards: 10, before: undefined }, 'dot'],
  [{ zoom: 0.55, cards: 10, before: 'full' }, 'full'],
  [{ zoom: 0.5, cards: 10, before: 'full' }, 'title'],
  [{ zoom: 0.65, cards: 10, before: 'title' }, 'title'],
  [{ zoom: 0.7, cards: 10, before: 'title' }, 'full'],
  [{ zoom: 0.5, cards: 280, before: 'shape' }, 'shape'],
  [{ zoom: 0.5, cards: 250, before: 'shape' }, 'title'],
  [{ zoom: 0.2, cards: 1_501, before: 'shape' }, 'dot'],
  [{ zoom: 0.2, cards: 1_400, before: 'dot' }, 'dot'],
  [{ zoom: 0.2, cards: 1_200, before: 'dot' }, 'shape'],
] as const)('the level of %o is %s', (sight, level) => {
  expect(levelFor(sight)).toBe(level)
})

const graph = smallGraph({ a: {}, b: { needs: ['a'] }, c: { needs: ['a'] }, d: { needs: ['b', 'c'] } })
const places = { x: Float64Array.of(0, 300, 300, 600), y: Float64Array.of(50, 0, 90, 50) }

test.each<[string, number, string]>([
  ['forward', 0, 'c'],
  ['back', 3, 'c'],
  ['back', 0, 'a'],
  ['next', 1, 'c'],
  ['previous', 2, 'b'],
  ['first', 2, 'b'],
  ['last', 1, 'c'],
])('%s from %i is %s', (move, from, id) => {
  const terrain = { links: graph.links, places, direction: 'right' as const, isVisible: () => true }
  expect(graph.ids[moveFrom(from, move as Move, terrain)]).toBe(id)
})

test('moves pass over what is hidden', () => {
  const terrain = {
    links: graph.links,
    places,
    direction: 'right' as const,
    isVisible: (node: number) => node !== 2,
  }
  expect(moveFrom(0, 'forward', terrain)).toBe(1)
})

test('keys follow the direction, and reading goes along the edges', () => {
  expect(moveOfKey('ArrowDown', 'right')).toBe('next')
  expect(moveOfKey('ArrowDown', 'down')).toBe('forward')
  expect(readingOrder(places, 'right')).toEqual([0, 1, 2, 3])
})
