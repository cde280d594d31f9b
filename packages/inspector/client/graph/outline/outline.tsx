import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { useMemo, useRef, useState, type KeyboardEvent } from 'react'

import { viewStates } from '../../../shared/view-states.ts'
import { StateGlyph } from '../../components/state-badge.tsx'
import { viewOf, type TaskGraph } from '../model/task-graph.ts'
import { priorityWords, waitsFor } from '../scene/describe.ts'
import { useScene, usePlaced } from '../stage/graph-context.ts'
import { useSlowLook } from '../stage/use-slow-changes.ts'
import { outlineRows, type OutlineRow } from './outline-rows.ts'

import styles from './outline.module.css'

const rowHeight = 28

interface OutlineProps {
  /** The id of the selected task. */
  readonly selected: string | undefined
  readonly onPick: (task: number) => void
}

/** The tasks of the graph as a tree grid: the same to read without a picture, and for the keyboard. */
export function Outline({ selected, onPick }: OutlineProps) {
  const { graph, standings } = useScene()
  const { rows, fold } = useRows()
  const [active, setActive] = useState(0)
  const frame = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  })
  const go = (place: number): void => {
    const next = Math.min(Math.max(place, 0), rows.length - 1)
    setActive(next)
    virtual.scrollToIndex(next)
  }
  const use = (row: OutlineRow): void =>
    row.kind === 'type' ? fold(row.name, !row.isOpen) : onPick(row.task)
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[active]
    if (row === undefined || !press(event, { row, active, count: rows.length, go, fold, use })) return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div
      ref={frame}
      className={styles['outline']}
      role="treegrid"
      aria-label="Tasks of the graph"
      aria-rowcount={rows.length}
      aria-activedescendant={rows.length === 0 ? undefined : rowId(active)}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index]
          return row === undefined ? null : (
            <Row
              key={row.kind === 'type' ? `type ${row.name}` : graph.ids[row.task]}
              {...{ row, index, start, graph, standings }}
              isActive={index === active}
              isSelected={row.kind === 'task' && graph.ids[row.task] === selected}
              onClick={() => {
                setActive(index)
                use(row)
              }}
            />
          )
        })}
      </div>
    </div>
  )
}

/** The rows as they are now, and what folds them. */
function useRows() {
  const scene = useScene()
  const placed = usePlaced(scene)
  const look = useSlowLook(scene)
  const [closed, setClosed] = useState<ReadonlySet<number>>(new Set())
  const { graph } = scene
  const rows = useMemo(
    () => (placed === undefined ? [] : outlineRows({ graph, shown: placed.shown, look, closed })),
    [graph, placed, look, closed],
  )
  const fold = (name: number, isOpen: boolean): void => {
    const next = new Set(closed)
    if (isOpen) next.delete(name)
    else next.add(name)
    setClosed(next)
  }
  return { rows, fold }
}

function rowId(index: number): string {
  return `outline-row-${index}`
}

interface RowProps {
  readonly row: OutlineRow
  readonly index: number
  readonly start: number
  readonly graph: TaskGraph
  readonly standings: Uint8Array
  readonly isActive: boolean
  readonly isSelected: boolean
  readonly onClick: () => void
}

function Row({ row, index, start, isActive, isSelected, onClick, ...rest }: RowProps) {
  return (
    // The grid has the keys: a row is never focused itself.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={rowId(index)}
      role="row"
      tabIndex={-1}
      aria-level={row.kind === 'type' ? 1 : 2}
      aria-rowindex={index + 1}
      aria-expanded={row.kind === 'type' ? row.isOpen : undefined}
      aria-selected={isSelected}
      className={styles['row']}
      data-active={isActive || undefined}
      style={{ height: rowHeight, transform: `translateY(${start}px)` }}
      onClick={onClick}
    >
      {row.kind === 'type' ? <TypeCells row={row} {...rest} /> : <TaskCells task={row.task} {...rest} />}
    </div>
  )
}

type Shared = Pick<RowProps, 'graph' | 'standings'>

function TypeCells({ row, graph }: { readonly row: Extract<OutlineRow, { kind: 'type' }> } & Shared) {
  const Chevron = row.isOpen ? ChevronDown : ChevronRight
  return (
    <>
      <span role="gridcell" className={styles['type']}>
        <Chevron size={14} aria-hidden /> {graph.names[row.name]}
      </span>
      <span role="gridcell" className={styles['number']}>
        {row.tasks.length.toLocaleString('en-GB')}
      </span>
    </>
  )
}

function TaskCells({ task, graph, standings }: { readonly task: number } & Shared) {
  const { count, total } = waitsFor(graph, task, standings)
  const { word } = viewStates[viewOf(graph, task)]
  return (
    <>
      <span role="gridcell" className={styles['task']}>
        <StateGlyph state={viewOf(graph, task)} size={13} />
        <span className="visually-hidden">{word}</span>
        <span className={styles['id']} title={graph.ids[task]}>
          {shortId(graph.ids[task]!)}
        </span>
      </span>
      <span role="gridcell" className={styles['number']}>
        <span className="visually-hidden">Priority {priorityWords[graph.priorities[task]!]}</span>
        {count > 0 && (
          <span title={`Waits for ${count} of ${total}`}>
            {count}/{total}
          </span>
        )}
      </span>
    </>
  )
}

const mostLetters = 16

/** Ids differ at their end. */
function shortId(id: string): string {
  return id.length > mostLetters ? `…${id.slice(-10)}` : id
}

interface Press {
  readonly row: OutlineRow
  readonly active: number
  readonly count: number
  readonly go: (place: number) => void
  readonly fold: (name: number, isOpen: boolean) => void
  readonly use: (row: OutlineRow) => void
}

const rowsOfPage = 20

/** Keys of the tree grid. Returns whether one had a meaning. */
function press({ key }: KeyboardEvent, { row, active, count, go, fold, use }: Press): boolean {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + rowsOfPage,
    PageUp: active - rowsOfPage,
    Home: 0,
    End: count - 1,
  }
  const step = steps[key]
  if (step !== undefined) go(step)
  else if (key === 'ArrowRight') fold(row.name, true)
  else if (key === 'ArrowLeft') {
    if (row.kind === 'task') go(active - row.place)
    else fold(row.name, false)
  } else if (key === 'Enter' || key === ' ') use(row)
  else return false
  return true
}
