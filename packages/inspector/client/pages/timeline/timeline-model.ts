import { viewStateOrder, viewStates, type ViewState } from '../../../shared/view-states.ts'
import type { DagTimeline } from '../../api/wire.ts'
import type { TimelineSearch } from '../../router/search.ts'

/** A stretch of a row, in milliseconds since the base of the timeline; it lasts still when `to` is null. */
export interface Bar {
  readonly view: ViewState
  readonly from: number
  readonly to: number | null
  readonly owner: string | undefined
}

/** A task on the timeline. */
export interface TimelineRow {
  readonly id: string
  readonly name: string
  readonly bars: readonly Bar[]
  /** The state of the last bar. */
  readonly view: ViewState
  readonly start: number
  /** The dependency that it waits for, or waited for last. */
  readonly waitedFor: Pick<TimelineRow, 'id' | 'name'> | undefined
  /** Whether it is part of the chain that decides when the DAG ends. */
  readonly isCritical: boolean
}

export type RowOrder = 'start' | 'worker' | 'type'

/** The rows of a timeline out of its columns, in an order. Tasks without a bar are left out. */
export function rowsOf(timeline: DagTimeline, order: RowOrder): readonly TimelineRow[] {
  const bars = new Map<number, Bar[]>()
  for (const [place, state, from, to, owner] of timeline.segments) {
    const known = bars.get(place) ?? []
    known.push({ view: viewStateOrder[state] ?? 'ready', from, to, owner: timeline.owners[owner] })
    bars.set(place, known)
  }
  const critical = criticalPath(bars, timeline)
  const idOf = (place: number): string => timeline.ids[place] ?? ''
  const nameOf = (place: number): string => timeline.names[timeline.nameOf[place] ?? 0] ?? ''
  const causeOf = (place = -1): TimelineRow['waitedFor'] =>
    place < 0 ? undefined : { id: idOf(place), name: nameOf(place) }
  const rows = [...bars].map(([place, own]): TimelineRow => ({
    id: idOf(place),
    name: nameOf(place),
    waitedFor: causeOf(timeline.waitedFor[place]),
    isCritical: critical.has(place),
    bars: own,
    view: own.at(-1)?.view ?? 'ready',
    start: own.find(({ view }) => view === 'running')?.from ?? Infinity,
  }))
  return rows.toSorted((one, other) => compare(one, other, order))
}

/** The places of what each task waited for, back from the task that ended last, or that runs still. */
function criticalPath(
  bars: ReadonlyMap<number, readonly Bar[]>,
  { waitedFor }: DagTimeline,
): ReadonlySet<number> {
  let [last, latest] = [-1, -Infinity]
  for (const [place, own] of bars) {
    const end = endOfTask(own)
    if (end > latest) [last, latest] = [place, end]
  }
  const path = new Set<number>()
  for (let place = last; place >= 0 && !path.has(place); place = waitedFor[place] ?? -1) path.add(place)
  return path
}

/** What runs still ends after everything else, and what has not begun counts before it. */
function endOfTask(bars: readonly Bar[]): number {
  const last = bars.at(-1)
  if (last?.view === 'running') return last.to ?? Infinity
  return last !== undefined && viewStates[last.view].isSettled ? last.from : -Infinity
}

function compare(one: TimelineRow, other: TimelineRow, order: RowOrder): number {
  if (order === 'type' && one.name !== other.name) return one.name.localeCompare(other.name)
  if (order === 'worker') {
    const difference = workerOf(one).localeCompare(workerOf(other))
    if (difference !== 0) return difference
  }
  // Infinity less Infinity is no number.
  return one.start === other.start
    ? (one.bars[0]?.from ?? 0) - (other.bars[0]?.from ?? 0)
    : one.start - other.start
}

/** The worker that ran a task last; tasks that never ran come last. */
export function workerOf({ bars }: TimelineRow): string {
  return bars.findLast(({ owner }) => owner !== undefined)?.owner ?? '\u{10FFFF}'
}

/** The rows that are left when finished tasks are hidden, and when failed ones are shown alone: the same as in the graph. */
export function rowsLeft(
  rows: readonly TimelineRow[],
  { hide, only }: Pick<TimelineSearch, 'hide' | 'only'>,
): readonly TimelineRow[] {
  return rows.filter(
    ({ view }) => (hide === undefined || view !== 'finished') && (only === undefined || isFailure(view)),
  )
}

function isFailure(view: ViewState): boolean {
  return view === 'failed' || view === 'failed-upstream' || view === 'expired'
}

/** The whole stretch of a timeline; what lasts still reaches to now. */
export function extentOf(rows: readonly TimelineRow[], now: number): readonly [number, number] {
  let from = Infinity
  let to = -Infinity
  for (const { bars } of rows) {
    for (const bar of bars) {
      from = Math.min(from, bar.from)
      to = Math.max(to, endOf(bar, now))
    }
  }
  return from < to ? [from, to] : [0, 1_000]
}

/** A settled state is a point: it has no length of its own. */
export function endOf({ view, from, to }: Bar, now: number): number {
  if (to !== null) return to
  return viewStates[view].isSettled ? from : now
}

/** How many tasks run in each of so many equal steps of a stretch of time. */
export function parallelism(
  rows: readonly TimelineRow[],
  [from, to]: readonly [number, number],
  steps: number,
): readonly number[] {
  const changes = new Float64Array(steps + 1)
  const stepOf = (time: number): number =>
    Math.max(0, Math.min(steps, Math.round(((time - from) / (to - from)) * steps)))
  for (const { bars } of rows) {
    for (const bar of bars) {
      if (bar.view !== 'running') continue
      const [first, last] = [stepOf(bar.from), stepOf(bar.to ?? to)]
      changes[first] = (changes[first] ?? 0) + 1
      changes[last] = (changes[last] ?? 0) - 1
    }
  }
  let running = 0
  return Array.from(changes.subarray(0, steps), (change) => {
    running += change
    return running
  })
}

const tickLengths = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 86_400].map(
  (seconds) => seconds * 1_000,
)

/** Round points in time within a stretch, at most so many. */
export function ticksWithin([from, to]: readonly [number, number], most: number): readonly number[] {
  const wanted = (to - from) / Math.max(1, most)
  const step = tickLengths.find((length) => length >= wanted) ?? Math.ceil(wanted / 86_400_000) * 86_400_000
  const first = Math.ceil(from / step) * step
  return Array.from(
    { length: Math.max(0, Math.floor((to - first) / step) + 1) },
    (_, place) => first + place * step,
  )
}
