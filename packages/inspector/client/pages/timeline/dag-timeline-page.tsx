import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo, useState, type ComponentProps } from 'react'

import type { DagTimeline } from '../../api/wire.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { useShortcuts } from '../../keyboard/shortcuts.ts'
import type { TimelineSearch } from '../../router/search.ts'
import { useSession } from '../../session.ts'
import { TaskPanel } from '../task/task-panel.tsx'
import { TimelineCanvas } from './timeline-canvas.tsx'
import { rowsLeft, rowsOf, type RowOrder } from './timeline-model.ts'
import { TimelineTable } from './timeline-table.tsx'

import styles from './timeline.module.css'

/** `/dags/:id/timeline`: when each task waited and ran, and how many ran at once. */
export function DagTimelinePage() {
  const { id } = useParams({ from: '/dags/$id/timeline' })
  const search = useSearch({ from: '/dags/$id/timeline' })
  const navigate = useNavigate({ from: '/dags/$id/timeline' })
  const { queries } = useSession()
  const { data, error, refetch } = useQuery(queries.dagTimeline(id))
  const onSearch = (patch: TimelineSearch): void =>
    void navigate({ search: (known) => ({ ...known, ...patch }), replace: patch.tab !== undefined })
  if (data === undefined && error !== null) {
    return <ErrorPanel error={error} what="The timeline" onRetry={() => void refetch()} />
  }
  if (data === undefined) return <Skeleton label="The timeline is being read" height={22} rows={20} />
  return (
    <div className={styles['page']}>
      <Timeline timeline={data} search={search} onSearch={onSearch} />
      {search.task !== undefined && (
        <TaskPanel
          id={search.task}
          tab={search.tab}
          onTab={(tab) => onSearch({ tab })}
          onClose={() => onSearch({ task: undefined, tab: undefined })}
        />
      )}
    </div>
  )
}

interface TimelineProps {
  readonly timeline: DagTimeline
  readonly search: TimelineSearch
  readonly onSearch: (patch: TimelineSearch) => void
}

const orders = [
  ['start', 'By start'],
  ['worker', 'By worker'],
  ['type', 'By type'],
] as const

function Timeline({ timeline, search, onSearch }: TimelineProps) {
  const [isTable, setTable] = useState(false)
  const order = search.rows ?? 'start'
  const [isHiding, isFailedOnly] = [search.hide !== undefined, search.only !== undefined]
  const rows = useRows(timeline, search)
  const zoom = useMemo(() => zoomOf(search.t), [search.t])
  const toggleHide = (): void => onSearch({ hide: isHiding ? undefined : 'finished' })
  const toggleFailed = (): void => onSearch({ only: isFailedOnly ? undefined : 'failed' })
  const showAll = (): void => onSearch({ t: undefined })
  const moment = momentOf(search.at)
  useShortcuts('Timeline', [
    { key: 'h', label: 'Hide what is finished', run: toggleHide },
    { key: 'x', label: 'Failed only', run: toggleFailed },
    { key: '0', label: 'The whole time', run: showAll },
  ])
  return (
    <div className={styles['main']}>
      <div className={styles['tools']}>
        <OrderSelect order={order} onOrder={(rows) => onSearch({ rows })} />
        <Button aria-pressed={isHiding} onClick={toggleHide}>
          {isHiding ? 'Show finished' : 'Hide finished'}
        </Button>
        <Button aria-pressed={isFailedOnly} onClick={toggleFailed}>
          Failed only
        </Button>
        {zoom !== undefined && <Button onClick={showAll}>The whole time</Button>}
        {moment !== undefined && (
          <MarkedMoment dagId={timeline.dagId} moment={moment} onUnmark={() => onSearch({ at: undefined })} />
        )}
        {rows.some(({ isCritical }) => isCritical) && !isTable && (
          <span className={styles['legend']}>the critical path</span>
        )}
        <Button tone="quiet" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
          {isTable ? 'View as timeline' : 'View as table'}
        </Button>
      </div>
      <Rows
        rows={rows}
        isTable={isTable}
        base={timeline.base}
        zoom={zoom}
        selected={search.task}
        moment={moment === undefined ? undefined : moment - timeline.base}
        onMoment={(time) => onSearch({ at: String(timeline.base + Math.round(time)) })}
        onZoom={(next) => onSearch({ t: next?.join(',') })}
        onOpen={(task) => onSearch({ task })}
      />
    </div>
  )
}

interface OrderSelectProps {
  readonly order: RowOrder
  readonly onOrder: (order: RowOrder | undefined) => void
}

function OrderSelect({ order, onOrder }: OrderSelectProps) {
  return (
    <select
      aria-label="Order of the rows"
      className={styles['select']}
      value={order}
      onChange={(event) => onOrder(orders.find(([name]) => name === event.target.value)?.[0])}
    >
      {orders.map(([name, title]) => (
        <option key={name} value={name}>
          {title}
        </option>
      ))}
    </select>
  )
}

function useRows(timeline: DagTimeline, { rows = 'start', hide, only }: TimelineSearch) {
  return useMemo(() => rowsLeft(rowsOf(timeline, rows), { hide, only }), [timeline, rows, hide, only])
}

interface MarkedMomentProps {
  readonly dagId: string
  readonly moment: number
  readonly onUnmark: () => void
}

function MarkedMoment({ dagId, moment, onUnmark }: MarkedMomentProps) {
  return (
    <>
      <Link
        to="/dags/$id/graph"
        params={{ id: dagId }}
        search={{ at: String(moment) }}
        className={styles['link']}
      >
        The graph at this moment
      </Link>
      <Button onClick={onUnmark}>Unmark it</Button>
    </>
  )
}

function Rows({ isTable, ...given }: ComponentProps<typeof TimelineCanvas> & { readonly isTable: boolean }) {
  if (given.rows.length === 0) return <EmptyState title="Nothing is left to show" />
  if (!isTable) return <TimelineCanvas {...given} />
  return <TimelineTable rows={given.rows} base={given.base} onOpen={given.onOpen} />
}

/** The stretch of time that the address names, if it is one. */
function zoomOf(text: string | undefined): readonly [number, number] | undefined {
  const [from = Number.NaN, to = Number.NaN] = (text ?? '').split(',').map(Number)
  return from < to ? [from, to] : undefined
}

/** The moment that the address marks, if it is one. */
function momentOf(text: string | undefined): number | undefined {
  const moment = Number(text ?? Number.NaN)
  return Number.isFinite(moment) ? moment : undefined
}
