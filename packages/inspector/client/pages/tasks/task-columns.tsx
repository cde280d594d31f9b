import { Link } from '@tanstack/react-router'

import { viewStates } from '../../../shared/view-states.ts'
import type { TaskRow } from '../../api/wire.ts'
import type { Column } from '../../components/grid/column.ts'
import { Priority } from '../../components/priority.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { Countdown, Elapsed, RelativeTime } from '../../components/time.tsx'

import text from '../../components/text.module.css'

/** An id as lists show it: its end, which tells the tasks of one push apart. */
export function shortId(id: string): string {
  return id.length > 14 ? `…${id.slice(-8)}` : id
}

const narrow = 620

/** The columns of a list of tasks; on a phone three that hold the rest. */
export const taskColumns: readonly Column<TaskRow>[] = [
  {
    key: 'state',
    title: 'State',
    width: '132px',
    cell: (task) => <StateBadge state={task.view} detail={percent(task)} />,
  },
  {
    key: 'what',
    title: 'Task',
    width: 'minmax(90px, 1fr)',
    until: narrow,
    cell: (task) => (
      <>
        {task.name} <span className={`${text['muted']} ${text['mono']}`}>{shortId(task.id)}</span>
      </>
    ),
  },
  { key: 'type', title: 'Type', width: 'minmax(90px, 1fr)', from: narrow, cell: (task) => task.name },
  { key: 'id', title: 'Id', width: '108px', from: narrow, cell: (task) => <TaskLink task={task} /> },
  { key: 'dag', title: 'DAG', width: '108px', from: 900, cell: (task) => <DagLink id={task.dagId} /> },
  {
    key: 'priority',
    title: 'Priority',
    width: '82px',
    from: 1_000,
    sorts: ['priority'],
    cell: (task) => <Priority priority={task.priority} />,
  },
  {
    key: 'attempts',
    title: 'Attempt',
    width: '60px',
    from: 1_060,
    isNumber: true,
    cell: (task) => (task.attempt === 0 ? <None /> : `${task.attempt} of ${task.attempts}`),
  },
  {
    key: 'wait',
    title: 'Waited',
    width: '76px',
    from: 820,
    isNumber: true,
    cell: (task) => <Waited task={task} />,
  },
  { key: 'run', title: 'Ran', width: '76px', from: 740, isNumber: true, cell: (task) => <Ran task={task} /> },
  {
    key: 'expires',
    title: 'Expires in',
    width: '84px',
    from: 940,
    isNumber: true,
    sorts: ['expires', '-expires'],
    cell: (task) =>
      viewStates[task.view].isSettled ? <None /> : <Countdown until={task.expiresAt} over="over" />,
  },
  {
    key: 'updated',
    title: 'Changed',
    width: '76px',
    isNumber: true,
    sorts: ['-updated', 'updated'],
    cell: (task) => <RelativeTime time={task.updatedAt} />,
  },
  {
    key: 'error',
    title: 'Error',
    width: 'minmax(120px, 2fr)',
    from: 1_180,
    cell: (task) => (
      <span className={text['danger']} title={task.error}>
        {task.error}
      </span>
    ),
  },
]

function None() {
  return <span className={text['muted']}>–</span>
}

/** The grid is one tab stop, so that links in its rows are for the pointer; Enter opens the same. */
function TaskLink({ task }: { readonly task: TaskRow }) {
  return (
    <Link
      to="/tasks/$id"
      params={{ id: task.id }}
      tabIndex={-1}
      title={task.id}
      className={`${text['mono']} ${text['link']}`}
    >
      {shortId(task.id)}
    </Link>
  )
}

function DagLink({ id }: { readonly id: string }) {
  return (
    <Link
      to="/dags/$id/graph"
      params={{ id }}
      tabIndex={-1}
      title={id}
      className={`${text['mono']} ${text['link']}`}
    >
      {shortId(id)}
    </Link>
  )
}

function percent({ view, progress }: TaskRow): string | undefined {
  return view === 'running' && progress !== undefined ? `${Math.round(progress.fraction * 100)} %` : undefined
}

function Waited({ task }: { readonly task: TaskRow }) {
  const end = task.startedAt ?? task.settledAt
  return <Elapsed from={task.createdAt} to={end} />
}

function Ran({ task }: { readonly task: TaskRow }) {
  if (task.startedAt === undefined) return <None />
  if (task.view !== 'running' && task.settledAt === undefined) return <None />
  return <Elapsed from={task.startedAt} to={task.settledAt} />
}
