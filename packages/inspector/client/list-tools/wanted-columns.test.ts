import { expect, test } from 'vitest'

import type { Column } from '../components/grid/column.ts'
import { wantedColumns } from './wanted-columns.ts'

const cell = (): string => ''
const columns: readonly Column<string>[] = [
  { key: 'state', title: 'State', width: '100px', cell },
  { key: 'dag', title: 'DAG', width: '90px', from: 800, cell },
  { key: 'error', title: 'Error', width: 'minmax(120px, 2fr)', from: 1_000, cell },
  { key: 'owner', title: 'Owner', width: '80px', from: 1_100, cell },
]

test('all columns are as they are when none is hidden', () => {
  expect(wantedColumns(columns, [])).toBe(columns)
  expect(wantedColumns(columns, ['no such column'])).toBe(columns)
})

test('a hidden column makes room for those that need more of it', () => {
  const wanted = wantedColumns(columns, ['error'])
  expect(wanted.map(({ key, from }) => [key, from])).toEqual([
    ['state', undefined],
    ['dag', 800],
    ['owner', 980],
  ])
})
