import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'

import type { DagRow } from '../../api/wire.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { useGridCursor } from '../../components/grid/use-grid-cursor.ts'
import { VirtualGrid } from '../../components/grid/virtual-grid.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { FilterBar } from '../../filter/filter-bar.tsx'
import { counted, formatCapped } from '../../format/count.ts'
import { ColumnChoice } from '../../list-tools/column-choice.tsx'
import { useWantedColumns } from '../../list-tools/list-columns.ts'
import { SavedViews } from '../../list-tools/saved-views.tsx'
import { listSearchOf, type ListSearch } from '../../router/search.ts'
import { usePageTitle } from '../../shell/page-title.ts'
import { DagBulkBar } from './dag-bulk-bar.tsx'
import { dagColumns } from './dag-columns.tsx'
import { DagPeek } from './peek/dag-peek.tsx'
import { useDagList } from './use-dag-list.ts'

import list from '../tasks/tasks.module.css'

const idOf = ({ id }: DagRow): string => id

/** `/dags`: every DAG, the latest first. */
export function DagsPage() {
  const search = useSearch({ from: '/dags' })
  const navigate = useNavigate({ from: '/dags' })
  usePageTitle('DAGs')
  const onSearch = (patch: ListSearch): void => void navigate({ search: (known) => ({ ...known, ...patch }) })
  return (
    <div className={list['page']}>
      <div className={list['tools']}>
        <h1 className={list['title']}>DAGs</h1>
        <FilterBar
          filter={search.q ?? ''}
          onFilter={(q) => onSearch({ q: q === '' ? undefined : q })}
          scope="dags"
          known={{ types: [] }}
        />
        <SavedViews
          list="dags"
          shown={{ q: search.q ?? '', sort: search.sort ?? '' }}
          onApply={(view) => onSearch(listSearchOf(view))}
        />
        <ColumnChoice list="dags" columns={dagColumns} />
      </div>
      <DagList search={search} onSearch={onSearch} />
    </div>
  )
}

interface DagListProps {
  readonly search: ListSearch
  readonly onSearch: (patch: ListSearch) => void
}

function DagList({ search: { q = '', sort = '' }, onSearch }: DagListProps) {
  const navigate = useNavigate()
  const dags = useDagList({ q, sort })
  const { rows, hasMore } = dags
  const [visits, setVisits] = useState(0)
  const place = `${q} ${sort} ${visits}`
  const onNew = (): void => {
    dags.showNew()
    setVisits(visits + 1)
  }
  const onOpen = (id: string): void => void navigate({ to: '/dags/$id/graph', params: { id } })
  const cursor = useGridCursor({ list: q, ids: rows.map(idOf), onOpen, title: 'List' })
  const columns = useWantedColumns('dags', dagColumns)
  if (dags.error !== null) return <ErrorPanel error={dags.error} what="The DAGs" onRetry={dags.retry} />
  if (dags.isLoading) return <Skeleton label="The DAGs are being read" rows={14} />
  if (rows.length === 0) return <NoDags isFiltered={q !== ''} onClear={() => onSearch({ q: undefined })} />
  return (
    <DagPeek rows={rows} active={cursor.place} className={list['list']}>
      {dags.waiting.count > 0 && (
        <button type="button" className={list['pill']} onClick={onNew}>
          Show {formatCapped(dags.waiting)} new {dags.waiting.count === 1 ? 'DAG' : 'DAGs'}
        </button>
      )}
      <VirtualGrid
        key={place}
        place={`DAGs ${place}`}
        label="DAGs"
        rows={rows}
        idOf={idOf}
        columns={columns}
        cursor={cursor}
        onOpen={onOpen}
        sort={{
          current: sort === '' ? '-created' : sort,
          onSort: (next) => onSearch({ sort: next }),
          refusal: () => undefined,
        }}
        onEnd={dags.loadMore}
        hasMore={hasMore}
        onStart={dags.loadBefore}
        isMarkable
        footer={<p className={list['end']}>{endOf(dags)}</p>}
      />
      <DagBulkBar marked={cursor.marked} onMark={cursor.mark} />
    </DagPeek>
  )
}

function endOf({ hasMore, loadBefore, rows }: ReturnType<typeof useDagList>): string {
  if (hasMore) return 'More is being read'
  return loadBefore === undefined ? counted(rows.length, 'DAG') : 'This is the end of the list'
}

function NoDags({ isFiltered, onClear }: { readonly isFiltered: boolean; readonly onClear: () => void }) {
  if (!isFiltered) {
    return (
      <EmptyState title="There are no DAGs">Tasks that are pushed together appear here as one.</EmptyState>
    )
  }
  return (
    <EmptyState title="No DAG fits the filter" actions={<Button onClick={onClear}>Clear the filter</Button>}>
      A finished DAG is removed an hour after its last task.
    </EmptyState>
  )
}
