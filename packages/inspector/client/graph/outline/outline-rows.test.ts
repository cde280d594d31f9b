import { expect, test } from 'vitest'

import { standingsOf } from '../analysis/edge-standing.ts'
import { parseGraphQuery } from '../analysis/graph-query.ts'
import { showGraph } from '../model/shown-graph.ts'
import { lookOf, type Controls } from '../scene/look.ts'
import { smallGraph } from '../testing/small-graph.ts'
import { outlineRows } from './outline-rows.ts'

const graph = smallGraph({
  one: { name: 'resize', view: 'finished' },
  two: { name: 'resize', view: 'failed' },
  first: { name: 'download', view: 'finished' },
})
const shown = showGraph(graph, { stacking: 'none', unfolded: new Set() })

function rowsFor(controls: Controls, closed: readonly number[] = []): string[] {
  const look = lookOf({ graph, shown, standings: standingsOf(graph), now: 0 }, controls)
  return outlineRows({ graph, shown, look, closed: new Set(closed) }).map((row) =>
    row.kind === 'type' ? `${graph.names[row.name]} (${row.tasks.length})` : `  ${graph.ids[row.task]}`,
  )
}

test('tasks stand under their definitions, in alphabetical order', () => {
  expect(rowsFor({})).toEqual(['download (1)', '  first', 'resize (2)', '  one', '  two'])
})

test('what is folded shows its head alone', () => {
  expect(rowsFor({}, [0])).toEqual(['download (1)', '  first', 'resize (2)'])
})

test('what is hidden or not found is left out', () => {
  expect(rowsFor({ hide: 'finished' })).toEqual(['resize (1)', '  two'])
  expect(rowsFor({ query: parseGraphQuery('download') })).toEqual(['download (1)', '  first'])
})
