import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { HeartCrack } from 'lucide-react'

import type { WorkerRow } from '../../api/wire.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { PlainTable, type PlainColumn } from '../../components/plain-table.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { Elapsed, RelativeTime } from '../../components/time.tsx'
import { useSession } from '../../session.ts'
import { usePageTitle } from '../../shell/page-title.ts'
import { shortId } from '../tasks/task-columns.tsx'

import text from '../../components/text.module.css'
import styles from './system.module.css'

/** `/workers`: who takes tasks, whether they are alive, and what they do. */
export function WorkersPage() {
  const { queries } = useSession()
  const { data, error, refetch } = useQuery(queries.workers())
  usePageTitle('Workers')
  return (
    <>
      <PageHeader title="Workers" />
      {data === undefined && error === null && <Skeleton label="The workers are being read" />}
      {data === undefined && error !== null && (
        <ErrorPanel error={error} what="The workers" onRetry={() => void refetch()} />
      )}
      {data !== undefined && <WorkersTable workers={data} />}
    </>
  )
}

const columns: readonly PlainColumn<WorkerRow>[] = [
  {
    title: 'Worker',
    cell: ({ id }) => (
      <span title={id}>
        <code>{shortId(id)}</code>
      </span>
    ),
  },
  { title: 'Host', cell: ({ host }) => host },
  { title: 'Process', isNumber: true, cell: ({ pid }) => pid },
  { title: 'Takes', cell: ({ names }) => names.join(', ') },
  { title: 'Busy', cell: (worker) => <Slots worker={worker} /> },
  { title: 'Last sign of life', isNumber: true, cell: (worker) => <Heartbeat worker={worker} /> },
  { title: 'Runs', cell: (worker) => <Tasks worker={worker} /> },
]

function WorkersTable({ workers }: { readonly workers: readonly WorkerRow[] }) {
  if (workers.length === 0) {
    return (
      <EmptyState title="No worker is running">
        Ready tasks wait until one is started: <code>loom.worker([…]).run()</code>
      </EmptyState>
    )
  }
  return <PlainTable label="Workers" rows={workers} idOf={({ id }) => id} columns={columns} />
}

function Slots({ worker: { running, concurrency } }: { readonly worker: WorkerRow }) {
  return (
    <span className={styles['slots']}>
      <meter min={0} max={concurrency} value={running} aria-label="Busy" />
      {running} of {concurrency}
    </span>
  )
}

function Heartbeat({ worker: { heartbeatAt, isSilent } }: { readonly worker: WorkerRow }) {
  if (!isSilent) return <RelativeTime time={heartbeatAt} />
  return (
    <span className={styles['silent']}>
      <HeartCrack size={14} aria-hidden /> Silent, <RelativeTime time={heartbeatAt} />
    </span>
  )
}

const shown = 4

function Tasks({ worker: { tasks } }: { readonly worker: WorkerRow }) {
  if (tasks.length === 0) return <span className={text['muted']}>–</span>
  return (
    <ul className={styles['tasks']}>
      {tasks.slice(0, shown).map(({ id, name, startedAt }) => (
        <li key={id}>
          <Link to="/tasks/$id" params={{ id }}>
            {name} <code>{shortId(id)}</code>
          </Link>{' '}
          <span className={text['muted']}>
            <Elapsed from={startedAt} />
          </span>
        </li>
      ))}
      {tasks.length > shown && <li className={text['muted']}>and {tasks.length - shown} more</li>}
    </ul>
  )
}
