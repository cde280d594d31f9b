import { viewStateOrder, type ViewState } from '../../../shared/view-states.ts'
import type { DagTimeline } from '../../api/wire.ts'
import type { Column } from '../../components/grid/column.ts'
import { StateBadge } from '../../components/state-badge.tsx'
import { ClockTime } from '../../components/time.tsx'
import { shortId } from '../tasks/task-columns.tsx'

/** A task that came into a state. */
export interface DagEvent {
  readonly id: string
  readonly task: string
  readonly name: string
  readonly view: ViewState
  readonly at: number
  /** Who runs it. */
  readonly owner: string
}

/** Every change of state that a timeline tells of, the latest first. */
export function eventsOf({ ids, names, nameOf, owners, segments, base }: DagTimeline): readonly DagEvent[] {
  const told = new Map<number, number>()
  return segments
    .map(([place, code, from, , owner]) => ({
      id: `${ids[place]} ${nextOf(told, place)}`,
      task: ids[place] ?? '',
      name: names[nameOf[place] ?? -1] ?? '',
      view: viewStateOrder[code] ?? 'blocked',
      at: base + from,
      owner: owners[owner] ?? '',
    }))
    .toReversed()
    .toSorted((one, other) => other.at - one.at)
}

function nextOf(told: Map<number, number>, place: number): number {
  const next = (told.get(place) ?? 0) + 1
  told.set(place, next)
  return next
}

export const eventColumns: readonly Column<DagEvent>[] = [
  { key: 'at', title: 'At', width: '84px', cell: ({ at }) => <ClockTime time={at} /> },
  { key: 'state', title: 'State', width: '140px', cell: ({ view }) => <StateBadge state={view} /> },
  {
    key: 'task',
    title: 'Task',
    width: 'minmax(90px, 1fr)',
    cell: ({ name, task }) => (
      <>
        {name} <code>{shortId(task)}</code>
      </>
    ),
  },
  { key: 'owner', title: 'Worker', width: 'minmax(90px, 1fr)', from: 620, cell: ({ owner }) => owner },
]
