import { expect, test } from 'vitest'

import { graphSearch, overviewSearch, parseSearch, tasksSearch, writeSearch } from './search.ts'

test('an address can be read and written by people', () => {
  const search = { q: 'state:failed prio>=high', sort: '-updated', task: '65a1' }
  expect(writeSearch(search)).toBe('?q=state:failed+prio>=high&sort=-updated&task=65a1')
  expect(tasksSearch(parseSearch(writeSearch(search)))).toEqual(search)
})

test('what stands for nothing is left out', () => {
  expect(writeSearch({ q: undefined, sort: undefined })).toBe('')
})

test.each([
  [overviewSearch({ w: '7y', type: '' }), {}],
  [overviewSearch({ w: '6h', type: 'resize', more: '1' }), { w: '6h', type: 'resize' }],
  [tasksSearch({ q: 'x'.repeat(1_001), tab: 'payload', task: 5 }), { tab: 'payload' }],
  [graphSearch({ hide: 'everything', show: 'blocked', v: '1,2,0.5' }), { show: 'blocked', v: '1,2,0.5' }],
])('what is no value of a field is dropped (%#)', (search, expected) => {
  expect(search).toEqual(expected)
})
