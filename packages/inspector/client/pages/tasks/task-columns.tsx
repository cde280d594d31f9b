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
    width: '128px',
    cell: (task) => <StateBadge state={task.view} detail={percent(task)} />,
  },
  {
    key: 'what',
    title: 'Task',
    width: 'minmax(90px, 1fr)',
    until: narrow,
    cell: (task) => (
      <>
        <div className={text['line']}>{task.name}</div>
        <div className={`${text['line']} ${text['muted']}`}>
          <RelativeTime time={task.updatedAt} />, <span className={text['mono']}>{shortId(task.id)}</span>
        </div>
      </>
    ),
  },
  { key: 'type', title: 'Type', width: 'minmax(80px, 1fr)', from: narrow, cell: (task) => task.name },
  { key: 'id', title: 'Id', width: '80px', from: narrow, cell: (task) => <TaskLink task={task} /> },
  { key: 'dag', title: 'DAG', width: '92px', from: 900, cell: (task) => <DagLink id={task.dagId} /> },
  {
    key: 'priority',
    title: 'Priority',
    width: '78px',
    from: 980,
    sorts: ['priority'],
    cell: (task) => <Priority priority={task.priority} />,
  },
  {
    key: 'error',
    title: 'Error',
    width: 'minmax(120px, 2fr)',
    from: 1_030,
    cell: (task) => (
      <span className={text['danger']} title={task.error}>
        {task.error}
      </span>
    ),
  },
  {
    key: 'attempts',
    title: 'Attempt',
    width: '56px',
    from: 1_110,
    isNumber: true,
    cell: (task) => (task.attempt === 0 ? <None /> : `${task.attempt} of ${task.attempts}`),
  },
  {
    key: 'wait',
    title: 'Waited',
    width: '76px',
    from: 640,
    isNumber: true,
    cell: (task) => <Waited task={task} />,
  },
  { key: 'run', title: 'Ran', width: '68px', from: 720, isNumber: true, cell: (task) => <Ran task={task} /> },
  {
    key: 'expires',
    title: 'Expires in',
    width: '76px',
    from: 800,
    isNumber: true,
    sorts: ['expires', '-expires'],
    cell: (task) =>
      viewStates[task.view].isSettled ? <None /> : <Countdown until={task.expiresAt} over="over" />,
  },
  {
    key: 'updated',
    title: 'Changed',
    width: '68px',
    from: narrow,
    isNumber: true,
    sorts: ['-updated', 'updated'],
    cell: (task) => <RelativeTime time={task.updatedAt} />,
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
