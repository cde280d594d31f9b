import { expect, test } from 'vitest'

import { completionsFor } from './completions.ts'

const known = { types: ['resize', 'download', 'rename'] }
const texts = (draft: string, scope: 'tasks' | 'dags' = 'tasks'): readonly string[] =>
  completionsFor(draft, scope, known).map(({ text }) => text)

test('an empty draft is offered every field', () => {
  expect(texts('')).toContain('state:')
  expect(texts('')).toContain('prio>=')
})

test('DAGs have fields of their own', () => {
  expect(texts('', 'dags')).toContain('tag:')
  expect(texts('', 'dags')).not.toContain('type:')
})

test('a field is found by its beginning', () => {
  expect(texts('sta')).toEqual(['state:'])
})

test('values follow a field, the last of several too', () => {
  expect(texts('type:re')).toEqual(['type:resize', 'type:rename'])
  expect(texts('state:failed,exp')).toEqual(['state:failed,expired'])
  expect(texts('prio>=h')).toEqual(['prio>=high'])
  expect(texts('ran:')).toEqual(['ran:no', 'ran:yes'])
})

test('times are offered whole, those of leases too; what every object has is no field', () => {
  expect(texts('le')).toEqual(['lease<0s'])
  expect(texts('lease<')).toContain('lease<10s')
  expect(texts('lea', 'dags')).toEqual([])
  expect(texts('constructor:')).toEqual([])
})

test('what is written in full is not offered again', () => {
  expect(texts('state:running')).toEqual([])
})
