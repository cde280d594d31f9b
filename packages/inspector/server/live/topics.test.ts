import { expect, it } from 'vitest'

import { isWanted, readTopics } from './topics.ts'

it('reads topics', () => {
  expect(readTopics('')).toMatchObject({ stats: false, tasks: false })
  expect(readTopics('stats,dag:a,dag:b,task:c,action:d')).toEqual({
    stats: true,
    tasks: false,
    dagIds: new Set(['a', 'b']),
    taskIds: new Set(['c']),
    actionIds: new Set(['d']),
  })
})

it.each(['all', 'dag', 'dag:', `task:${'x'.repeat(201)}`, '__proto__', 'stats,x'])('refuses %s', (text) => {
  expect(readTopics(text)).toBeUndefined()
})

it.each([
  ['tasks', true],
  ['dag:d', true],
  ['task:t', true],
  ['stats', false],
  ['dag:t,task:d', false],
])('%s wants it: %s', (text, wants) => {
  const topics = readTopics(text)
  expect(topics !== undefined && isWanted(topics, { id: 't', dagId: 'd' })).toBe(wants)
})
