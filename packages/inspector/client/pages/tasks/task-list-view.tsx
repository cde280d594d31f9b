import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { toFailure } from '../../api/failure.ts'
import type { TaskRow } from '../../api/wire.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorPanel } from '../../components/error-panel.tsx'
import type { GridSort } from '../../components/grid/grid-header.tsx'
import { useGridCursor } from '../../components/grid/use-grid-cursor.ts'
import { VirtualGrid } from '../../components/grid/virtual-grid.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { FilterBar } from '../../filter/filter-bar.tsx'
import { valuesOf } from '../../filter/filter-words.ts'
import { counted } from '../../format/count.ts'
import { ColumnChoice } from '../../list-tools/column-choice.tsx'
import { ExportList } from '../../list-tools/export-list.tsx'
import { useWantedColumns } from '../../list-tools/list-columns.ts'
import { SavedViews } from '../../list-tools/saved-views.tsx'
import { listSearchOf, type TasksSearch } from '../../router/search.ts'
import { useSession } from '../../session.ts'
import { useConfig } from '../../shell/use-config.ts'
import { TaskPanel } from '../task/task-panel.tsx'
import { BulkBar } from './bulk-bar.tsx'
import { Facets } from './facets.tsx'
import { FiguresStrip } from './figures-strip.tsx'
import { taskColumns } from './task-columns.tsx'
import { useTaskList } from './use-task-list.ts'

import styles from './tasks.module.css'

interface TaskListViewProps {
  /** Names the list. */
  readonly label: string
  readonly search: TasksSearch
  readonly onSearch: (patch: TasksSearch) => void
  /** A term that holds whatever the filter, such as the DAG of the page. */
  readonly scope?: string
  readonly isInFrame?: boolean
}

/** A list of tasks with its filter, its counts, its panel and what can be done to the marked ones. */
export function TaskListView({ label, search, onSearch, scope = '', isInFrame = false }: TaskListViewProps) {
  const { q = '', sort = '' } = search
  const { queries } = useSession()
  const filter = `${scope} ${q}`.trim()
  const list = useTaskList({ q: filter, sort }, search.at)
  const { visits, onRest, toStart } = usePlaceInList(list, search, onSearch)
  const place = `${label} ${q} ${sort} ${visits}`
  const columns = isInFrame ? columnsInDag : taskColumns
  const wanted = useWantedColumns('tasks', columns)
  const types = (useQuery(queries.types()).data ?? []).map(({ name }) => name)
  const onOpen = (id: string): void => {
    cursor.moveTo(list.rows.findIndex((row) => row.id === id))
    onSearch({ task: id })
  }
  const ids = list.rows.map(({ id }) => id)
  const cursor = useGridCursor({ list: filter, ids, onOpen, title: 'List' })
  const gridSort = useGridSort(search, (next) => onSearch({ sort: next, at: undefined }))
  const onFilter = (filter: string): void =>
    onSearch({ q: filter === '' ? undefined : filter, sort: undefined, at: undefined })

  return (
    <div className={styles['page']}>
      <div className={styles['tools']}>
        {!isInFrame && <h1 className={styles['title']}>{label}</h1>}
        <FilterBar filter={q} onFilter={onFilter} scope="tasks" known={{ types }} />
        <SavedViews
          list="tasks"
          shown={{ q, sort }}
          onApply={(view) => onSearch({ ...listSearchOf(view), at: undefined })}
        />
        <ColumnChoice list="tasks" columns={columns} />
        <ExportList q={filter} sort={sort} />
      </div>
      <div className={styles['body']} data-panel={search.task !== undefined}>
        <Facets filter={q} scope={scope} onFilter={onFilter} types={types} />
        <div className={styles['list']}>
          <Content
            key={place}
            place={place}
            label={label}
            columns={wanted}
            list={list}
            cursor={cursor}
            sort={gridSort}
            onOpen={onOpen}
            isFiltered={q !== ''}
            onReset={() => onSearch({ q: undefined, sort: undefined, at: undefined })}
            onRest={onRest}
            onStart={toStart}
            isDeep={search.at !== undefined}
          />
          {list.rows.length > 0 && <FiguresStrip filter={filter} />}
          <BulkBar marked={cursor.marked} rows={list.rows} onMark={cursor.mark} filter={filter} />
        </div>
        <Panel search={search} onSearch={onSearch} rows={list.rows} onOpen={onOpen} />
      </div>
    </div>
  )
}

type PanelProps = Pick<TaskListViewProps, 'search' | 'onSearch'> & {
  readonly rows: readonly TaskRow[]
  readonly onOpen: (id: string) => void
}

/** The task that is open beside the list. */
function Panel({ search: { task, tab }, onSearch, rows, onOpen }: PanelProps) {
  if (task === undefined) return null
  return (
    <TaskPanel
      id={task}
      tab={tab}
      onTab={(next) => onSearch({ tab: next })}
      onClose={() => onSearch({ task: undefined, tab: undefined })}
      {...stepsFrom(rows, task, onOpen)}
    />
  )
}

/** Keeps the place of the reader in the address, and leads back to the beginning, which is another visit. */
function usePlaceInList(
  list: ReturnType<typeof useTaskList>,
  { at }: TasksSearch,
  onSearch: (patch: TasksSearch) => void,
) {
  const [visits, setVisits] = useState(0)
  const onRest = (row: number): void => {
    const cursor = list.cursorAt(row)
    if (cursor !== at) onSearch({ at: cursor })
  }
  const showNew = async (): Promise<void> => {
    await list.showNew()
    setVisits(visits + 1)
    onSearch({ at: undefined })
  }
  const toStart = (): void => void showNew().catch(list.retry)
  return { visits, onRest, toStart }
}

/** In the frame of a DAG every task is of that DAG. */
const columnsInDag = taskColumns.filter(({ key }) => key !== 'dag')

interface ContentProps {
  readonly place: string
  readonly label: string
  readonly columns: typeof taskColumns
  readonly list: ReturnType<typeof useTaskList>
  readonly cursor: ReturnType<typeof useGridCursor>
  readonly sort: GridSort
  readonly onOpen: (id: string) => void
  readonly isFiltered: boolean
  readonly onReset: () => void
  readonly onRest: (row: number) => void
  readonly onStart: () => void
  /** Whether the reader is beyond the first page. */
  readonly isDeep: boolean
}

function Content(props: ContentProps) {
  const { list, isFiltered, onReset, onStart, isDeep } = props
  if (list.error !== null) {
    // What is refused for its order or its place is refused again.
    const waysOut: Readonly<Record<string, () => void>> = {
      SORT_NOT_OFFERED: onReset,
      INVALID_CURSOR: onStart,
    }
    const onRetry = waysOut[toFailure(list.error).code] ?? list.retry
    return <ErrorPanel error={list.error} what="The tasks" onRetry={onRetry} />
  }
  if (list.isLoading) return <Skeleton label="The tasks are being read" rows={14} />
  if (list.rows.length === 0 && isDeep) return <NothingHere onStart={onStart} />
  if (list.rows.length === 0) return <NoTasks isFiltered={isFiltered} onReset={onReset} />
  return (
    <>
      <StartPill newCount={list.newCount} isDeep={isDeep} onStart={onStart} />
      <VirtualGrid
        place={props.place}
        label={props.label}
        rows={list.rows}
        idOf={idOf}
        columns={props.columns}
        cursor={props.cursor}
        onOpen={props.onOpen}
        sort={props.sort}
        onEnd={list.loadMore}
        hasMore={list.hasMore}
        onStart={list.loadBefore}
        onRest={props.onRest}
        isMarkable
        footer={<p className={styles['end']}>{endOf(list)}</p>}
      />
    </>
  )
}

function endOf({ hasMore, loadBefore, rows }: ContentProps['list']): string {
  if (hasMore) return 'More is being read'
  return loadBefore === undefined ? counted(rows.length, 'task') : 'This is the end of the list'
}

type StartPillProps = Pick<ContentProps, 'isDeep' | 'onStart'> & { readonly newCount: number }

/** Leads to what is new, and from deep in the list to its beginning. */
function StartPill({ newCount, isDeep, onStart }: StartPillProps) {
  if (newCount === 0 && !isDeep) return null
  return (
    <button type="button" className={styles['pill']} onClick={onStart}>
      {newCount > 0 ? `Show ${counted(newCount, 'new task')}` : 'To the beginning'}
    </button>
  )
}

function NothingHere({ onStart }: Pick<ContentProps, 'onStart'>) {
  return (
    <EmptyState
      title="Nothing is here any more"
      actions={<Button onClick={onStart}>To the beginning</Button>}
    >
      The tasks that this address led to have changed, or are gone.
    </EmptyState>
  )
}

const idOf = ({ id }: TaskRow): string => id

function NoTasks({ isFiltered, onReset }: { readonly isFiltered: boolean; readonly onReset: () => void }) {
  if (isFiltered) {
    return (
      <EmptyState
        title="No task fits the filter"
        actions={<Button onClick={onReset}>Clear the filter</Button>}
      >
        Settled tasks are removed when they expire, so that old ones may be gone.
      </EmptyState>
    )
  }
  return <EmptyState title="There are no tasks">They appear here the moment one is pushed.</EmptyState>
}

/** Which sorts the server offers; the others say why not. By priority only what is ready is kept in order. */
function useGridSort({ q = '', sort = '' }: TasksSearch, onSort: (sort: string) => void): GridSort {
  const sorts = useConfig()?.sorts ?? []
  const isReadyAlone = valuesOf(q, 'state').join() === 'ready' && valuesOf(q, 'type').length === 1
  return {
    current: sort === '' ? (sorts[0]?.name ?? '') : sort,
    onSort,
    refusal: (name) => {
      const offer = sorts.find((each) => each.name === name)
      if (offer === undefined || offer.isOffered || (name === 'priority' && isReadyAlone)) return undefined
      return offer.reason ?? 'No index serves this sort.'
    },
  }
}

function stepsFrom(rows: readonly TaskRow[], id: string, onOpen: (id: string) => void) {
  const place = rows.findIndex((row) => row.id === id)
  const [before, after] = [rows[place - 1], place < 0 ? undefined : rows[place + 1]]
  return {
    onPrevious: before === undefined ? undefined : () => onOpen(before.id),
    onNext: after === undefined ? undefined : () => onOpen(after.id),
  }
}
