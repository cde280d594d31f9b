import { Link } from '@tanstack/react-router'

import type { DagRow } from '../../api/wire.ts'
import { DagStateBadge } from '../../components/dag-state.tsx'
import type { Column } from '../../components/grid/column.ts'
import { progressOf, StateBar } from '../../components/state-bar.tsx'
import { Countdown, Elapsed, RelativeTime } from '../../components/time.tsx'
import { formatCount, formatShare } from '../../format/count.ts'
import { shortId } from '../tasks/task-columns.tsx'

import text from '../../components/text.module.css'

const narrow = 620

export const dagColumns: readonly Column<DagRow>[] = [
  { key: 'state', title: 'State', width: '96px', cell: (dag) => <DagStateBadge state={dag.state} /> },
  {
    key: 'what',
    title: 'DAG',
    width: 'minmax(90px, 1fr)',
    until: narrow,
    cell: (dag) => (
      <>
        <div className={text['line']}>{dag.names.join(', ')}</div>
        <StateBar counts={dag.counts} />
      </>
    ),
  },
  {
    key: 'names',
    title: 'DAG',
    width: 'minmax(120px, 2fr)',
    from: narrow,
    cell: (dag) => (
      <Link
        to="/dags/$id/graph"
        params={{ id: dag.id }}
        tabIndex={-1}
        className={text['link']}
        title={dag.id}
      >
        {dag.names.join(', ')} <span className={`${text['muted']} ${text['mono']}`}>{shortId(dag.id)}</span>
      </Link>
    ),
  },
  {
    key: 'progress',
    title: 'Progress',
    width: 'minmax(90px, 0.8fr)',
    from: narrow,
    cell: (dag) => <StateBar counts={dag.counts} />,
  },
  { key: 'share', title: 'Settled', width: '56px', isNumber: true, cell: (dag) => <Settled dag={dag} /> },
  {
    key: 'tasks',
    title: 'Tasks',
    width: '64px',
    from: 720,
    isNumber: true,
    cell: (dag) => formatCount(dag.taskCount),
  },
  {
    key: 'failed',
    title: 'Failed',
    width: '56px',
    from: 820,
    isNumber: true,
    cell: (dag) => <Failed dag={dag} />,
  },
  {
    key: 'duration',
    title: 'Took',
    width: '84px',
    from: 900,
    isNumber: true,
    cell: (dag) => <Elapsed from={dag.createdAt} to={dag.finishedAt} />,
  },
  {
    key: 'deadline',
    title: 'Expires in',
    width: '84px',
    from: 1_080,
    isNumber: true,
    cell: (dag) =>
      dag.deadline === undefined || dag.finishedAt !== undefined ? (
        <span className={text['muted']}>–</span>
      ) : (
        <Countdown until={dag.deadline} over="over" />
      ),
  },
  {
    key: 'tags',
    title: 'Tags',
    width: 'minmax(60px, 0.5fr)',
    from: 1_000,
    cell: (dag) => dag.tags.join(', '),
  },
  {
    key: 'created',
    title: 'Pushed',
    width: '76px',
    from: narrow,
    isNumber: true,
    sorts: ['-created', 'created'],
    cell: (dag) => <RelativeTime time={dag.createdAt} />,
  },
]

function Settled({ dag }: { readonly dag: DagRow }) {
  const { total, settled } = progressOf(dag.counts)
  return total === 0 ? '–' : formatShare(settled / total)
}

function Failed({ dag }: { readonly dag: DagRow }) {
  const failed = dag.counts.failed ?? 0
  return failed === 0 ? (
    <span className={text['muted']}>–</span>
  ) : (
    <span className={text['danger']}>{formatCount(failed)}</span>
  )
}
