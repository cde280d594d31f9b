import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'

import { printText } from '../../../shared/filter/print-text.ts'
import { askFor } from '../../actions/action-request.ts'
import type { DefinitionRow } from '../../api/wire.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { IndexNotice } from '../../components/index-notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { PlainTable, type PlainColumn } from '../../components/plain-table.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { StateBar } from '../../components/state-bar.tsx'
import { RelativeTime } from '../../components/time.tsx'
import { formatCount, formatShare } from '../../format/count.ts'
import { formatDuration } from '../../format/duration.ts'
import { useSession } from '../../session.ts'
import { usePageTitle } from '../../shell/page-title.ts'
import { useMay } from '../../shell/use-config.ts'

import text from '../../components/text.module.css'
import styles from './system.module.css'

/** `/types`: the task definitions that have tasks or workers. */
export function TypesPage() {
  const { queries } = useSession()
  const { data, error, refetch } = useQuery(queries.types())
  usePageTitle('Types')
  return (
    <>
      <PageHeader title="Types" />
      {data === undefined && error === null && <Skeleton label="The types are being read" />}
      {data === undefined && error !== null && (
        <ErrorPanel error={error} what="The types" onRetry={() => void refetch()} />
      )}
      {data?.some(({ needsIndexes }) => needsIndexes) === true && (
        <div className={styles['notice']}>
          <IndexNotice what="by type and state" />
        </div>
      )}
      {data !== undefined && <TypesTable types={data} />}
    </>
  )
}

/** How long tasks of a type waited for a worker, and ran, in the last hour. */
const percentiles = [
  ['Waits p50', 'waitP50'],
  ['Waits p95', 'waitP95'],
  ['Waits p99', 'waitP99'],
  ['Runs p50', 'runP50'],
  ['Runs p95', 'runP95'],
  ['Runs p99', 'runP99'],
] as const

const columns: readonly PlainColumn<DefinitionRow>[] = [
  { title: 'Type', cell: (type) => <TypeName type={type} /> },
  {
    title: 'States',
    cell: ({ counts, needsIndexes }) =>
      needsIndexes === true ? (
        <None />
      ) : (
        <div className={styles['bar']}>
          <StateBar counts={counts} />
        </div>
      ),
  },
  { title: 'Ready', isNumber: true, cell: (type) => orNone(countOf(type, 'ready'), formatCount) },
  { title: 'Running', isNumber: true, cell: (type) => orNone(countOf(type, 'running'), formatCount) },
  { title: 'Workers', isNumber: true, cell: (type) => <Workers type={type} /> },
  {
    title: 'A minute',
    isNumber: true,
    cell: ({ finishedPerMinute }) => finishedPerMinute.toFixed(1),
  },
  { title: 'Failed', isNumber: true, cell: ({ failedShare }) => orNone(failedShare, formatShare) },
  ...percentiles.map(([title, field]): PlainColumn<DefinitionRow> => ({
    title,
    isNumber: true,
    cell: (type) => orNone(type[field], formatDuration),
  })),
  {
    title: 'Oldest ready',
    isNumber: true,
    cell: ({ oldestReadyAt }) =>
      oldestReadyAt === undefined ? <None /> : <RelativeTime time={oldestReadyAt} />,
  },
  { title: 'Takes tasks', cell: (type) => <PauseButton type={type} /> },
]

export function TypesTable({ types }: { readonly types: readonly DefinitionRow[] }) {
  if (types.length === 0) {
    return <EmptyState title="There are no types">A type appears when its first task is pushed.</EmptyState>
  }
  return <PlainTable label="Types" rows={types} idOf={({ name }) => name} columns={columns} />
}

function TypeName({ type }: { readonly type: DefinitionRow }) {
  return (
    <span className={styles['name']}>
      <Link to="/tasks" search={{ q: `type:${printText(type.name)}` }}>
        {type.name}
      </Link>
      {type.isPaused && <StateBadge state="paused" />}
    </span>
  )
}

function Workers({ type }: { readonly type: DefinitionRow }) {
  const isStarved = type.workers === 0 && (type.counts.ready ?? 0) > 0
  return isStarved ? <span className={text['danger']}>none</span> : formatCount(type.workers)
}

function PauseButton({ type }: { readonly type: DefinitionRow }) {
  const may = useMay()
  const kind = type.isPaused ? 'resume' : 'pause'
  const refusal = may(kind)
  return (
    <Button
      tone="quiet"
      disabled={refusal !== undefined}
      title={refusal}
      onClick={() => askFor({ kind, target: { type: type.name }, subject: type.name })}
    >
      {type.isPaused ? 'Resume' : 'Pause'}
    </Button>
  )
}

/** Null where the tasks are too many to be counted without an index. */
function countOf({ counts, needsIndexes }: DefinitionRow, state: 'ready' | 'running'): number | null {
  return needsIndexes === true ? null : (counts[state] ?? 0)
}

function orNone(value: number | null, write: (value: number) => string) {
  return value === null ? <None /> : write(value)
}

function None() {
  return <span className={text['muted']}>–</span>
}
