import { useEffect, useMemo, useRef, useState, type PointerEvent } from 'react'

import { viewStateOrder, viewStates, type ViewState } from '../../../shared/view-states.ts'
import { useWidth } from '../../components/grid/use-width.ts'
import { formatDuration } from '../../format/duration.ts'
import { useNow } from '../../live/clock.ts'
import { tokenColour, useThemeName } from '../../preferences/theme-colours.ts'
import {
  drawTimeline,
  gutterOf,
  headHeight,
  rowHeight,
  timeAt,
  type TimelineColours,
  type TimelineScene,
} from './draw-timeline.ts'
import { endOf, extentOf, type Bar, type TimelineRow } from './timeline-model.ts'

import styles from './timeline.module.css'

interface TimelineCanvasProps {
  readonly rows: readonly TimelineRow[]
  /** Milliseconds since 1970. */
  readonly base: number
  readonly zoom: readonly [number, number] | undefined
  readonly selected: string | undefined
  /** The moment that is marked, in milliseconds since the base. */
  readonly moment: number | undefined
  readonly onMoment: (moment: number) => void
  readonly onZoom: (zoom: readonly [number, number] | undefined) => void
  readonly onOpen: (id: string) => void
}

/**
 * The bars of the tasks. Only the rows in view are painted; drag over a stretch of time to see it alone, press in the
 * head to mark a moment.
 */
export function TimelineCanvas(props: TimelineCanvasProps) {
  const { rows, base, zoom, selected, moment, onMoment, onZoom, onOpen } = props
  const scroller = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const width = useWidth(scroller)
  const [offset, setOffset] = useState(0)
  const [pointer, setPointer] = useState<Pointer>()
  const colours = useColours()
  const now = useNow() - base
  const height = useHeight(scroller)
  const shown = zoom ?? extentOf(rows, now)
  const scene: TimelineScene = { rows, shown, now, width, height, offset, selected, moment, colours }

  useEffect(() => paint(canvas.current, scene))

  const onPointerUp = (): void => {
    if (pointer === undefined) return
    const [left, right] = [pointer.from, pointer.x].toSorted((one, other) => one - other)
    setPointer({ ...pointer, isDown: false, from: pointer.x })
    if (right !== undefined && left !== undefined && right - left > 6) {
      onZoom([Math.round(timeAt(left, scene)), Math.round(timeAt(right, scene))])
      return
    }
    const row = rowAt(scene, pointer.y)
    if (row !== undefined) onOpen(row.id)
    else if (pointer.y < headHeight && pointer.x > gutterOf(width)) onMoment(timeAt(pointer.x, scene))
  }
  return (
    // The keyboard must be able to scroll it; beyond that, the table is its way, and that of screen readers.
    <div
      ref={scroller}
      className={styles['scroller']}
      role="group"
      aria-label="Timeline"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onScroll={(event) => setOffset(event.currentTarget.scrollTop)}
    >
      <div style={{ height: headHeight + rows.length * rowHeight }}>
        <canvas
          ref={canvas}
          className={styles['canvas']}
          style={{ width, height }}
          role="img"
          aria-label={`${rows.length} tasks over ${formatDuration(shown[1] - shown[0])}. The same is in the table.`}
          onPointerDown={(event) => setPointer({ ...placeOf(event), from: placeOf(event).x, isDown: true })}
          onPointerMove={(event) => setPointer(moved(pointer, placeOf(event)))}
          onPointerUp={onPointerUp}
          onPointerLeave={() => setPointer(undefined)}
        />
      </div>
      {pointer !== undefined && <PointerNote pointer={pointer} scene={scene} />}
    </div>
  )
}

interface Pointer {
  readonly x: number
  readonly y: number
  /** Where it was pressed. */
  readonly from: number
  readonly isDown: boolean
}

function moved(pointer: Pointer | undefined, place: { readonly x: number; readonly y: number }): Pointer {
  const isDown = pointer?.isDown === true
  return { ...place, isDown, from: isDown ? pointer.from : place.x }
}

function placeOf(event: PointerEvent<HTMLCanvasElement>): { readonly x: number; readonly y: number } {
  const box = event.currentTarget.getBoundingClientRect()
  return { x: event.clientX - box.left, y: event.clientY - box.top }
}

function rowAt({ rows, offset }: TimelineScene, y: number): TimelineRow | undefined {
  return y < headHeight ? undefined : rows[Math.floor((y - headHeight + offset) / rowHeight)]
}

/** What lies under the pointer, or the stretch that is being marked. */
function PointerNote({ pointer, scene }: { readonly pointer: Pointer; readonly scene: TimelineScene }) {
  if (pointer.isDown && Math.abs(pointer.x - pointer.from) > 6) {
    const left = Math.min(pointer.x, pointer.from)
    const style = { left, width: Math.abs(pointer.x - pointer.from), top: scene.offset + headHeight }
    return <div className={styles['brush']} style={{ ...style, height: scene.height - headHeight }} />
  }
  const row = rowAt(scene, pointer.y)
  if (row === undefined) return null
  const time = timeAt(pointer.x, scene)
  const bar =
    pointer.x < gutterOf(scene.width)
      ? undefined
      : row.bars.find((each) => each.from <= time && time <= endOf(each, scene.now))
  const isRight = pointer.x > scene.width / 2
  return (
    <div
      className={styles['note']}
      style={{
        top: scene.offset + Math.min(pointer.y + 14, scene.height - 70),
        ...(isRight ? { right: scene.width - pointer.x + 12 } : { left: pointer.x + 12 }),
      }}
    >
      <strong>{row.name}</strong> <code>{row.id}</code>
      {bar === undefined ? (
        <p>{viewStates[row.view].word}</p>
      ) : (
        <BarNote row={row} bar={bar} now={scene.now} />
      )}
      {row.isCritical && <p>On the critical path</p>}
    </div>
  )
}

interface BarNoteProps {
  readonly row: TimelineRow
  readonly bar: Bar
  readonly now: number
}

function BarNote({ row: { waitedFor }, bar, now }: BarNoteProps) {
  return (
    <p>
      {`${viewStates[bar.view].word} ${formatDuration(endOf(bar, now) - bar.from)}`}
      {bar.owner !== undefined && ` on ${bar.owner}`}
      {bar.view === 'blocked' && waitedFor !== undefined && (
        <>
          {' for '}
          {waitedFor.name} <code>{waitedFor.id}</code>
        </>
      )}
    </p>
  )
}

function paint(canvas: HTMLCanvasElement | null, scene: TimelineScene): void {
  const context = canvas?.getContext('2d')
  if (canvas === null || context === null || context === undefined || scene.width === 0) return
  const { devicePixelRatio } = window
  canvas.width = Math.round(scene.width * devicePixelRatio)
  canvas.height = Math.round(scene.height * devicePixelRatio)
  context.scale(devicePixelRatio, devicePixelRatio)
  drawTimeline(context, scene)
}

function useHeight(element: { readonly current: HTMLElement | null }): number {
  const [height, setHeight] = useState(0)
  useEffect(() => {
    if (element.current === null) return undefined
    const observer = new ResizeObserver(([entry]) => setHeight(Math.round(entry?.contentRect.height ?? 0)))
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element])
  return height
}

function useColours(): TimelineColours {
  const theme = useThemeName()
  return useMemo(() => coloursOf(theme), [theme])
}

/** The theme only says when the tokens have other values. */
function coloursOf(_theme: string): TimelineColours {
  const states = Object.fromEntries(viewStateOrder.map((state) => [state, tokenColour(`--state-${state}`)]))
  return {
    states: states as Record<ViewState, string>,
    ink: tokenColour('--ink'),
    muted: tokenColour('--ink-muted'),
    line: tokenColour('--line'),
    surface: tokenColour('--surface'),
    selected: tokenColour('--surface-selected'),
    accent: tokenColour('--accent'),
  }
}
