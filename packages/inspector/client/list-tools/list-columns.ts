import type { Column } from '../components/grid/column.ts'
import { createKeptStore } from '../preferences/kept-store.ts'
import { useStore } from '../store.ts'
import type { ListName } from './list-views.ts'
import { wantedColumns } from './wanted-columns.ts'

type Hidden = Readonly<Record<ListName, readonly string[]>>

/** The columns that the reader does not want to see, by their keys: columns that come later are shown. */
export const hiddenColumns = createKeptStore<Hidden>('taskloom.columns', (kept) => ({
  tasks: readKeys(kept, 'tasks'),
  dags: readKeys(kept, 'dags'),
}))

export function toggleColumn(list: ListName, key: string): void {
  const keys = hiddenColumns.get()[list]
  const next = keys.includes(key) ? keys.filter((other) => other !== key) : [...keys, key]
  hiddenColumns.set({ ...hiddenColumns.get(), [list]: next })
}

/** The columns of a list that the reader wants. */
export function useWantedColumns<Row>(
  list: ListName,
  columns: readonly Column<Row>[],
): readonly Column<Row>[] {
  const hidden = useStore(hiddenColumns)[list]
  return wantedColumns(columns, hidden)
}

function readKeys(kept: unknown, list: ListName): readonly string[] {
  const keys: unknown =
    typeof kept === 'object' && kept !== null ? (kept as Record<string, unknown>)[list] : []
  return Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : []
}
