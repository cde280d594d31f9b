import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, type ReactNode } from 'react'

import type { DagRow } from '../../api/wire.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { useGridCursor } from '../../components/grid/use-grid-cursor.ts'
import { VirtualGrid } from '../../components/grid/virtual-grid.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { FilterBar } from '../../filter/filter-bar.tsx'
import { counted } from '../../format/count.ts'
import { ColumnChoice } from '../../list-tools/column-choice.tsx'
import { useWantedColumns } from '../../list-tools/list-columns.ts'
import { SavedViews } from '../../list-tools/saved-views.tsx'
import { listSearchOf, type ListSearch } from '../../router/search.ts'
import { useSession } from '../../session.ts'
import { usePageTitle } from '../../shell/page-title.ts'
import { DagBulkBar } from './dag-bulk-bar.tsx'
import { dagColumns } from './dag-columns.tsx'

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
  const { queries } = useSession()
  const navigate = useNavigate()
  const query = useInfiniteQuery(queries.dags({ q, sort }))
  const { data, fetchNextPage, fetchPreviousPage, isFetching, hasNextPage, hasPreviousPage } = query
  const rows = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data])
  const onOpen = (id: string): void => void navigate({ to: '/dags/$id/graph', params: { id } })
  const cursor = useGridCursor({ list: q, ids: rows.map(idOf), onOpen, title: 'List' })
  const columns = useWantedColumns('dags', dagColumns)
  if (data === undefined) return <Waiting error={query.error} onRetry={() => void query.refetch()} />
  if (rows.length === 0) return <NoDags isFiltered={q !== ''} onClear={() => onSearch({ q: undefined })} />
  return (
    <div className={list['list']}>
      <VirtualGrid
        key={`${q} ${sort}`}
        place={`DAGs ${q} ${sort}`}
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
        onEnd={() => !isFetching && void fetchNextPage()}
        hasMore={hasNextPage}
        onStart={hasPreviousPage ? () => !isFetching && void fetchPreviousPage() : undefined}
        isMarkable
        footer={
          <p className={list['end']}>
            {hasNextPage && 'More is being read'}
            {!hasNextPage && (hasPreviousPage ? 'This is the end of the list' : counted(rows.length, 'DAG'))}
          </p>
        }
      />
      <DagBulkBar marked={cursor.marked} onMark={cursor.mark} />
    </div>
  )
}

function Waiting({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }): ReactNode {
  if (error === null) return <Skeleton label="The DAGs are being read" rows={14} />
  return <ErrorPanel error={error} what="The DAGs" onRetry={onRetry} />
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
