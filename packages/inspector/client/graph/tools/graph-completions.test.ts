import { expect, test } from 'vitest'

import { completionsIn } from './graph-completions.ts'

const types = ['download', 'prepare', 'resize']
const offered = (query: string): string[] => {
  const { head, completions } = completionsIn(query, types)
  return completions.map(({ text }) => head + text)
}

test.each([
  ['', ['state:', 'type:', 'prio>=', 'id:', 'attempt:']],
  ['pr', ['prio>=', 'prepare']],
  ['st', ['state:']],
  ['att', ['attempt:']],
  ['state:fa', ['state:failed', 'state:failed-upstream']],
  ['state:failed,exp', ['state:failed,expired']],
  ['type:re', ['type:resize']],
  ['prio<', ['prio<low', 'prio<medium', 'prio<high']],
  ['prio>=hi', ['prio>=high']],
  ['resize -ty', ['resize -type:']],
  ['resize|2+down', ['resize|2+download']],
  ['+type:do', ['+type:download']],
  ['created', []],
  ['resize', []],
])('%s may become', (query, expected) => {
  expect(offered(query)).toEqual(expected)
})
