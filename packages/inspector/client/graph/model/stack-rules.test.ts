import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { stackings, type Stacking } from '../../router/search.ts'
import { topologicalOrder } from '../layout/ranks.ts'
import { smallGraph, type SmallTask } from '../testing/small-graph.ts'
import { finishedIds } from './finished-part.ts'
import { countedTitleOf, showGraph, type Selection } from './shown-graph.ts'
import type { TaskGraph } from './task-graph.ts'

const by = (stacking: Stacking): Selection => ({ stacking, unfolded: new Set() })

/** The titles of what is drawn. */
function titles(graph: TaskGraph, selection: Selection): string[] {
  const shown = showGraph(graph, selection)
  return shown.keys.map((_, node) => countedTitleOf(graph, shown, node))
}

/** Two albums, each with two pictures of a source of its own. */
const albums = smallGraph({
  'source-1': { name: 'download', view: 'finished' },
  'source-2': { name: 'fetch', view: 'running' },
  'small-1': { name: 'resize', view: 'finished', needs: ['source-1'], group: { name: 'source' } },
  'large-1': { name: 'resize', view: 'running', needs: ['source-1'], group: { name: 'source' } },
  'small-2': { name: 'crop', view: 'blocked', needs: ['source-2'], group: { name: 'source' } },
  'album-1': { name: 'album', view: 'blocked', needs: ['small-1', 'large-1'], group: { name: 'images' } },
  'album-2': { name: 'album', view: 'blocked', needs: ['small-2'], group: { name: 'images' } },
})

test.each([
  ['type', ['download', 'fetch', 'resize × 2', 'crop', 'album × 2']],
  ['dependency', ['source × 2', 'images × 3', 'album', 'album']],
  ['level', ['Level 1 × 2', 'Level 2 × 3', 'Level 3 × 2']],
  ['finished', ['Finished × 2', 'fetch', 'resize', 'crop', 'album', 'album']],
  ['none', ['download', 'fetch', 'resize', 'resize', 'crop', 'album', 'album']],
] as const)('stacked by %s', (stacking, expected) => {
  expect(titles(albums, by(stacking))).toEqual(expected)
})

test('what is finished on another way than all of what it needs stays a card', () => {
  const graph = smallGraph({
    first: { view: 'finished' },
    failed: { view: 'failed', needs: ['first'] },
    repaired: { view: 'finished', needs: ['failed'], group: { on: 'failure' } },
    alone: { view: 'finished' },
  })
  expect([...finishedIds(graph)]).toEqual(['first', 'alone'])
  expect(titles(graph, by('finished'))).toEqual(['first', 'failed', 'repaired', 'alone'])
})

test('what counts as finished is what was so when that was asked', () => {
  const done = new Set(['source-1'])
  expect(titles(albums, { ...by('finished'), done })).toHaveLength(7)
})

const anyGraph = fc
  .array(
    fc.record({
      name: fc.constantFrom('a', 'b'),
      view: fc.constantFrom('finished' as const, 'blocked' as const, 'running' as const),
      sources: fc.array(fc.nat(30), { maxLength: 3 }),
    }),
    { maxLength: 24, size: 'max' },
  )
  .map((tasks) =>
    smallGraph(
      Object.fromEntries(
        tasks.map(({ sources, ...task }, place): [string, SmallTask] => [
          `t${place}`,
          { ...task, needs: place === 0 ? [] : [...new Set(sources.map((source) => `t${source % place}`))] },
        ]),
      ),
    ),
  )

test.each(stackings)('stacks by %s close no circle, and have all tasks', (stacking) => {
  fc.assert(
    fc.property(anyGraph, (graph) => {
      const shown = showGraph(graph, by(stacking))
      expect(topologicalOrder(shown.links)).toHaveLength(shown.size)
      expect(shown.members.flat().toSorted((one, other) => one - other)).toEqual([...graph.ids.keys()])
    }),
  )
})
