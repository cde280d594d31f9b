import { expect, test } from 'vitest'

import { smallGraph, type SmallTask } from '../testing/small-graph.ts'
import { showGraph, type Selection } from './shown-graph.ts'

const siblings = (count: number): Record<string, SmallTask> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, nth) => [`resize-${nth}`, { name: 'resize', needs: ['source'] }]),
  )

const everything: Selection = { stacking: 'identical', unfolded: new Set() }

test('eight identical siblings are one stack, and its edge is drawn once', () => {
  const graph = smallGraph({ source: {}, ...siblings(8), other: { needs: ['source'] } })
  const shown = showGraph(graph, everything)
  expect(shown.keys).toEqual(['source', 'stack:resize-0', 'other'])
  expect(shown.members[1]).toHaveLength(8)
  expect([...shown.links.sources]).toEqual([0, 0])
  expect([...shown.edgeOf].filter((edge) => edge === 0)).toHaveLength(8)
})

test('seven stay seven', () => {
  expect(showGraph(smallGraph({ source: {}, ...siblings(7) }), everything).size).toBe(8)
})

test('siblings with different dependents are not identical', () => {
  const graph = smallGraph({ source: {}, ...siblings(8), after: { needs: ['resize-3'] } })
  expect(showGraph(graph, everything).size).toBe(10)
})

test('an unfolded stack is shown as its tasks', () => {
  const graph = smallGraph({ source: {}, ...siblings(8) })
  expect(showGraph(graph, { ...everything, unfolded: new Set(['stack:resize-0']) }).size).toBe(9)
})

test('a part of a graph has the edges within it', () => {
  const graph = smallGraph({ a: {}, b: { needs: ['a'] }, c: { needs: ['b'] } })
  const shown = showGraph(graph, { ...everything, only: new Set(['b', 'c']) })
  expect(shown.keys).toEqual(['b', 'c'])
  expect([...shown.nodeOf]).toEqual([-1, 0, 1])
  expect([...shown.edgeOf]).toEqual([-1, 0])
})

test('stacked by type, a graph has one node for each name and rank', () => {
  const graph = smallGraph({ source: {}, ...siblings(20), last: { needs: ['resize-3'] } })
  expect(showGraph(graph, { ...everything, stacking: 'type' }).keys).toEqual([
    'source',
    'stack:resize-0',
    'last',
  ])
})
