import { PlainTable, type PlainColumn } from '../../components/plain-table.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { formatCount } from '../../format/count.ts'
import { formatDuration } from '../../format/duration.ts'
import { now } from '../../live/clock.ts'
import { endOf, workerOf, type TimelineRow } from './timeline-model.ts'

import styles from './timeline.module.css'

interface TimelineTableProps {
  readonly rows: readonly TimelineRow[]
  readonly base: number
  readonly onOpen: (id: string) => void
}

const most = 500

/** The timeline in numbers. */
export function TimelineTable({ rows, base, onOpen }: TimelineTableProps) {
  const time = now() - base
  const lengthOf = (row: TimelineRow, isRun: boolean): string => {
    const bars = row.bars.filter(({ view }) => (view === 'running') === isRun)
    return formatDuration(bars.reduce((sum, bar) => sum + endOf(bar, time) - bar.from, 0))
  }
  const columns: readonly PlainColumn<TimelineRow>[] = [
    { title: 'State', cell: (row) => StateBadge({ state: row.view }) },
    { title: 'Task', cell: (row) => TaskButton({ row, onOpen }) },
    {
      title: 'Began after',
      isNumber: true,
      cell: ({ start }) => (start === Infinity ? '–' : formatDuration(start)),
    },
    { title: 'Waited', isNumber: true, cell: (row) => lengthOf(row, false) },
    {
      title: 'Waited for',
      cell: ({ waitedFor }) => (waitedFor === undefined ? '–' : TaskButton({ row: waitedFor, onOpen })),
    },
    { title: 'Ran', isNumber: true, cell: (row) => lengthOf(row, true) },
    { title: 'Critical', cell: ({ isCritical }) => (isCritical ? 'yes' : '–') },
    { title: 'Worker', cell: (row) => (workerOf(row) === '\u{10FFFF}' ? '–' : workerOf(row)) },
  ]
  return (
    <div className={styles['table']}>
      <PlainTable
        label="Timeline, as a table"
        rows={rows.slice(0, most)}
        idOf={({ id }) => id}
        columns={columns}
      />
      {rows.length > most && (
        <p className={styles['more']}>
          The first {formatCount(most)} of {formatCount(rows.length)}; the list of tasks has all of them.
        </p>
      )}
    </div>
  )
}

interface TaskButtonProps {
  readonly row: Pick<TimelineRow, 'id' | 'name'>
  readonly onOpen: (id: string) => void
}

function TaskButton({ row, onOpen }: TaskButtonProps) {
  return (
    <button type="button" className={styles['task']} onClick={() => onOpen(row.id)}>
      {row.name} <code>{row.id.slice(-8)}</code>
    </button>
  )
}
