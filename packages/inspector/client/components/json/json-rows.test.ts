import { expect, test } from 'vitest'

import { readValue } from './extended-json.ts'
import { rowsOf } from './json-rows.ts'

const value = readValue({ images: [{ width: 1, 'a b': 'cat' }], empty: [], done: true })
const open = (depth: number) => ({ isOpen: (_: string, at: number) => at < depth, search: '' })

test('what is folded has one line', () => {
  expect(rowsOf(value, open(1)).map(({ path }) => path)).toEqual(['', 'images', 'empty', 'done'])
})

test('paths can be used in code', () => {
  const paths = rowsOf(value, open(9)).map(({ path }) => path)
  expect(paths).toContain('images[0].width')
  expect(paths).toContain('images[0]["a b"]')
})

test('a search unfolds what holds a match, and marks it', () => {
  const rows = rowsOf(value, { isOpen: () => false, search: 'CAT' })
  expect(rows.map(({ path }) => path)).toContain('images[0]["a b"]')
  expect(rows.filter(({ isMatch }) => isMatch)).toHaveLength(1)
})
