import { expect, test } from 'vitest'

import { marked, smallGraph } from '../testing/small-graph.ts'
import { findInGraph, parseGraphQuery } from './graph-query.ts'

const graph = smallGraph({
  source: { name: 'download', view: 'finished' },
  small: { name: 'resize', view: 'failed', priority: 3, needs: ['source'] },
  large: { name: 'resize', view: 'running', attempt: 2, needs: ['source'] },
  gallery: { name: 'gallery', view: 'failed-upstream', needs: ['small', 'large'] },
  mail: { name: 'mail', view: 'blocked', needs: ['gallery'] },
})

test.each([
  ['resize', ['small', 'large']],
  ['type:resize', ['small', 'large']],
  ['re*', ['small', 'large']],
  ['state:failed', ['small']],
  ['state=failed', ['small']],
  ['state:failed,running', ['small', 'large']],
  ['state:failed-upstream', ['gallery']],
  ['priority:high', ['small']],
  ['prio>=high', ['small']],
  ['prio<3', ['source', 'large', 'gallery', 'mail']],
  ['prio<=medium', ['source', 'large', 'gallery', 'mail']],
  ['-prio>2', ['source', 'large', 'gallery', 'mail']],
  ['+prio>medium', ['source', 'small']],
  ['attempt>1', ['large']],
  ['attempt:2', ['large']],
  ['id:gal', ['gallery']],
  ['resize state:running', ['large']],
  ['download | mail', ['source', 'mail']],
  ['-resize', ['source', 'gallery', 'mail']],
  ['+gallery', ['source', 'small', 'large', 'gallery']],
  ['gallery+', ['gallery', 'mail']],
  ['1+gallery+1', ['small', 'large', 'gallery', 'mail']],
  ['+state:failed', ['source', 'small']],
  ['nothing-like-it', []],
  ['', []],
])('%s', (text, ids) => {
  const query = parseGraphQuery(text)
  expect(query.problems).toEqual([])
  expect(marked(graph, findInGraph(graph, query))).toEqual(ids)
})

test.each([
  ['colour:red', '`colour:` is unknown; known are name, type, id, state, prio, attempt.'],
  ['type>resize', '`type` has no order; ask for `type:`.'],
  ['prio>urgent', '`urgent` is no priority: low, medium, high.'],
  ['prio>=', '`prio>=` has no value.'],
  ['attempt<many', '`many` is no number.'],
  ['state:', '`state:` has no value.'],
  ['state:done', 'There is no state `done`.'],
])('%s is explained', (text, problem) => {
  expect(parseGraphQuery(text).problems).toEqual([problem])
})
