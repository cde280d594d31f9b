import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'

import type { DagTimeline } from '../../api/wire.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { useGridCursor } from '../../components/grid/use-grid-cursor.ts'
import { VirtualGrid } from '../../components/grid/virtual-grid.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { counted } from '../../format/count.ts'
import type { PanelSearch } from '../../router/search.ts'
import { useSession } from '../../session.ts'
import { TaskPanel } from '../task/task-panel.tsx'
import { eventColumns, eventsOf, type DagEvent } from './dag-events.tsx'

import list from '../tasks/tasks.module.css'

const idOf = ({ id }: DagEvent): string => id
const onlyOrder = { current: '', onSort: () => {}, refusal: () => undefined }

/** `/dags/:id/events`: every change of the state of a task, the latest first. */
export function DagEventsPage() {
  const { id } = useParams({ from: '/dags/$id/events' })
  const { task, tab } = useSearch({ from: '/dags/$id/events' })
  const navigate = useNavigate({ from: '/dags/$id/events' })
  const { queries } = useSession()
  const { data, error, refetch } = useQuery(queries.dagTimeline(id))
  const onSearch = (patch: PanelSearch): void =>
    void navigate({ search: (known) => ({ ...known, ...patch }), replace: patch.tab !== undefined })
  if (data === undefined && error !== null) {
    return <ErrorPanel error={error} what="The events" onRetry={() => void refetch()} />
  }
  if (data === undefined) return <Skeleton label="The events are being read" rows={14} />
  return (
    <div className={list['body']} data-panel={task !== undefined}>
      <Events timeline={data} onOpen={(next) => onSearch({ task: next })} />
      {task !== undefined && (
        <TaskPanel
          id={task}
          tab={tab}
          onTab={(next) => onSearch({ tab: next })}
          onClose={() => onSearch({ task: undefined, tab: undefined })}
        />
      )}
    </div>
  )
}

interface EventsProps {
  readonly timeline: DagTimeline
  readonly onOpen: (task: string) => void
}

function Events({ timeline, onOpen }: EventsProps) {
  const rows = useMemo(() => eventsOf(timeline), [timeline])
  const ids = useMemo(() => rows.map(idOf), [rows])
  const open = (id: string): void => onOpen(rows[ids.indexOf(id)]?.task ?? '')
  const cursor = useGridCursor({ list: timeline.dagId, ids, onOpen: open, title: 'List', isMarkable: false })
  const onEnd = useCallback(() => {}, [])
  if (rows.length === 0) return <EmptyState title="Nothing has happened yet" />
  return (
    <div className={list['list']}>
      <VirtualGrid
        place={`events of ${timeline.dagId}`}
        label="Events"
        rows={rows}
        idOf={idOf}
        columns={eventColumns}
        cursor={cursor}
        onOpen={open}
        sort={onlyOrder}
        onEnd={onEnd}
        hasMore={false}
        isMarkable={false}
        footer={<p className={list['end']}>{counted(rows.length, 'event')}</p>}
      />
    </div>
  )
}
