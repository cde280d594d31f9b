import { expect, test } from 'vitest'

import { smallGraph, type SmallTask } from '../testing/small-graph.ts'
import { showGraph } from './shown-graph.ts'
import { nodeNow, stackKey, unfoldedIn, writeUnfolded } from './stack-keys.ts'

test('unfolded stacks stand in the address by the ids of their first tasks', () => {
  const keys = new Set(['a', 'b'].map(stackKey))
  expect(writeUnfolded(keys)).toBe('a,b')
  expect(unfoldedIn('a,b')).toEqual(keys)
  const odd = new Set(['img,1', '100 %'].map(stackKey))
  expect(unfoldedIn(writeUnfolded(odd))).toEqual(odd)
  expect(unfoldedIn('100 %')).toEqual(new Set([stackKey('100 %')]))
  expect(writeUnfolded([])).toBeUndefined()
  expect(unfoldedIn(undefined)).toEqual(new Set())
})

test('of more stacks than an address can hold, the last ones stay', () => {
  const ids = Array.from({ length: 500 }, (_, nth) => nth.toString(16).padStart(24, '0'))
  const kept = writeUnfolded(ids.map(stackKey))!
  expect(kept.length).toBeLessThanOrEqual(4_000)
  expect(kept.endsWith(ids.at(-1)!)).toBe(true)
})

test('a node is found again, whether its stack was folded or unfolded', () => {
  const resize: SmallTask = { name: 'resize', needs: ['source'] }
  const siblings = Object.fromEntries(Array.from({ length: 8 }, (_, nth) => [`resize-${nth}`, resize]))
  const graph = smallGraph({ source: {}, ...siblings })
  const folded = showGraph(graph, { stacking: 'identical', unfolded: new Set() })
  const unfolded = showGraph(graph, { stacking: 'identical', unfolded: new Set([stackKey('resize-0')]) })
  expect(nodeNow(graph, folded, 'resize-5')).toBe(1)
  expect(nodeNow(graph, unfolded, stackKey('resize-0'))).toBe(1)
  expect(nodeNow(graph, unfolded, 'source')).toBe(0)
  expect(nodeNow(graph, unfolded, '')).toBeUndefined()
})
