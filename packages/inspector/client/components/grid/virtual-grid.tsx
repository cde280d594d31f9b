import { useVirtualizer } from '@tanstack/react-virtual'
import {
  useCallback,
  useEffect,
  useMemo,
  useRef,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from 'react'

import { usePreferences } from '../../preferences/preferences.ts'
import { useSession, type Session } from '../../session.ts'
import { columnsWithin, type Column } from './column.ts'
import { GridHeader, type GridSort } from './grid-header.tsx'
import { GridRow } from './grid-row.tsx'
import { placeAfterKey, type GridCursor } from './use-grid-cursor.ts'
import { useSteadyRows } from './use-steady-rows.ts'
import { useWidth } from './use-width.ts'

import styles from './virtual-grid.module.css'

interface VirtualGridProps<Row> {
  /** Names the list, for a screen reader. */
  readonly label: string
  /** Names what is listed, filter and sort included; under it the list keeps where it was scrolled to. */
  readonly place: string
  readonly rows: readonly Row[]
  readonly idOf: (row: Row) => string
  readonly columns: readonly Column<Row>[]
  readonly cursor: GridCursor
  readonly onOpen: (id: string) => void
  readonly sort: GridSort
  /** Called when the end comes near. */
  readonly onEnd: () => void
  readonly hasMore: boolean
  /** Called when the beginning comes near, where something lies before it. */
  readonly onStart?: (() => void) | undefined
  /** Told of the first row in view, when the reader has come to rest. */
  readonly onRest?: ((place: number) => void) | undefined
  readonly isMarkable: boolean
  /** Under the last row. */
  readonly footer?: ReactNode
}

const heights = { comfortable: 36, compact: 28, twoLines: 52 } as const

/** Where the lists of a session were scrolled to, so that going back leads back to the place. */
const offsetsBySession = new WeakMap<Session, Map<string, number>>()

function offsetsOf(session: Session): Map<string, number> {
  const offsets = offsetsBySession.get(session) ?? new Map<string, number>()
  offsetsBySession.set(session, offsets)
  return offsets
}

/** A list of any length: only the rows in view are in the page. One tab stop; the arrow keys go through the rows. */
export function VirtualGrid<Row>(props: VirtualGridProps<Row>) {
  const { label, rows, idOf, cursor, hasMore } = props
  const scroller = useRef<HTMLDivElement>(null)
  const width = useWidth(scroller)
  const offsets = offsetsOf(useSession())
  const columns = columnsWithin(props.columns, width)
  const template = [props.isMarkable ? '32px' : '', ...columns.map((column) => column.width)].join(' ')
  const virtualizer = useRows(props, { scroller, width })
  const shown = virtualizer.getVirtualItems()

  return (
    // A grid is focused as a whole and leads through its rows by aria-activedescendant.
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus
    <div
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={hasMore ? -1 : rows.length + 1}
      aria-multiselectable={props.isMarkable}
      aria-activedescendant={cursor.place < 0 ? undefined : rowId(label, cursor.place)}
      tabIndex={0}
      className={styles['grid']}
      onScroll={(event) => offsets.set(props.place, event.currentTarget.scrollTop)}
      onKeyDown={(event) => onGridKey(event, cursor, rows.length)}
    >
      <GridHeader
        columns={columns}
        template={template}
        sort={props.sort}
        marks={
          props.isMarkable
            ? { count: cursor.marked.size, of: rows.length, onToggle: cursor.toggleAll }
            : undefined
        }
      />
      <div role="rowgroup" className={styles['rows']} style={{ height: virtualizer.getTotalSize() }}>
        {shown.map(({ index, start, size, key }) => (
          <GridRow
            key={key}
            elementId={rowId(label, index)}
            row={rows[index] as Row}
            index={index}
            id={idOf(rows[index] as Row)}
            top={start}
            height={size}
            template={template}
            columns={columns}
            cursor={cursor}
            isMarkable={props.isMarkable}
            onOpen={props.onOpen}
          />
        ))}
      </div>
      {props.footer}
    </div>
  )
}

interface Viewport {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly width: number
}

/** Which rows are in view; it asks for more near the end and follows the active row. */
function useRows<Row>(props: VirtualGridProps<Row>, { scroller, width }: Viewport) {
  const { place, rows, idOf, cursor, onEnd, hasMore } = props
  const offsets = offsetsOf(useSession())
  const { density } = usePreferences()
  const height = heights[props.columns.some(({ until = 0 }) => width < until) ? 'twoLines' : density]
  // The virtualizer measures anew when this function is another one, so that it must stay the same between changes.
  const getItemKey = useCallback(
    (index: number) => `${rowKey(rows[index], idOf, index)} ${height}`,
    [rows, idOf, height],
  )
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 8,
    initialOffset: () => offsets.get(place) ?? 0,
    getItemKey,
  })
  const shown = virtualizer.getVirtualItems()
  const lastShown = shown.at(-1)?.index ?? 0

  useEffect(() => {
    if (hasMore && lastShown >= rows.length - 30) onEnd()
  }, [hasMore, lastShown, rows.length, onEnd])
  const ids = useMemo(() => rows.map(idOf), [rows, idOf])
  useSteadyRows({ scroller, ids, height, hasBeginning: props.onStart === undefined })
  useStart(props, Math.floor((virtualizer.scrollOffset ?? 0) / height))
  const { scrollToIndex } = virtualizer
  useEffect(() => {
    if (cursor.place >= 0) scrollToIndex(cursor.place, { align: 'auto' })
  }, [cursor.place, scrollToIndex])
  return virtualizer
}

const restMilliseconds = 300

/** Asks for what lies before the rows when the first one in view is near them, and tells where the reader rests. */
function useStart<Row>({ onStart, onRest }: VirtualGridProps<Row>, first: number): void {
  useEffect(() => {
    if (first < 30) onStart?.()
  }, [first, onStart])
  const latest = useRef(onRest)
  useEffect(() => {
    latest.current = onRest
  })
  useEffect(() => {
    const timer = setTimeout(() => latest.current?.(first), restMilliseconds)
    return () => clearTimeout(timer)
  }, [first])
}

function rowKey<Row>(row: Row | undefined, idOf: (row: Row) => string, place: number): string | number {
  return row === undefined ? place : idOf(row)
}

function rowId(label: string, place: number): string {
  return `row-${label.replaceAll(/\W+/g, '-')}-${place}`
}

function onGridKey(event: KeyboardEvent, cursor: GridCursor, length: number): void {
  const target = placeAfterKey(event.key, cursor.place, length)
  if (target === undefined || event.target !== event.currentTarget) return
  event.preventDefault()
  cursor.moveTo(target)
}
