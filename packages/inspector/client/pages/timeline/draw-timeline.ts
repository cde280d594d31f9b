import type { ViewState } from '../../../shared/view-states.ts'
import { formatDuration } from '../../format/duration.ts'
import { endOf, parallelism, ticksWithin, type Bar, type TimelineRow } from './timeline-model.ts'

/** What a timeline is painted with and where. */
export interface TimelineScene {
  readonly rows: readonly TimelineRow[]
  /** The shown stretch of time, in milliseconds since the base. */
  readonly shown: readonly [number, number]
  readonly now: number
  readonly width: number
  readonly height: number
  /** How far the rows are scrolled, in pixels. */
  readonly offset: number
  readonly selected: string | undefined
  /** The moment that is marked. */
  readonly moment: number | undefined
  readonly colours: TimelineColours
}

export interface TimelineColours {
  readonly states: Readonly<Record<ViewState, string>>
  readonly ink: string
  readonly muted: string
  readonly line: string
  readonly surface: string
  readonly selected: string
  readonly accent: string
}

export const rowHeight = 22
/** Room for the names at the left; a phone has less. */
export const gutterOf = (width: number): number => (width < 600 ? 96 : 200)
/** Room for the times and the curve of how many run. */
export const headHeight = 62

const axisHeight = 24
const curveHeight = headHeight - axisHeight - 4

export function drawTimeline(context: CanvasRenderingContext2D, scene: TimelineScene): void {
  const { width, height, colours } = scene
  context.fillStyle = colours.surface
  context.fillRect(0, 0, width, height)
  context.font = '12px system-ui, sans-serif'
  context.textBaseline = 'middle'
  drawTicks(context, scene)
  drawRows(context, scene)
  drawHead(context, scene)
  drawMoments(context, scene)
}

/** What is now, below the head, and the moment that is marked, through everything. */
function drawMoments(context: CanvasRenderingContext2D, scene: TimelineScene): void {
  const { now, moment, shown, colours, height } = scene
  const isShown = (time: number): boolean => time >= shown[0] && time <= shown[1]
  if (isShown(now)) {
    context.fillStyle = colours.muted
    context.fillRect(Math.round(xOf(now, scene)), headHeight, 1, height)
  }
  if (moment === undefined || !isShown(moment)) return
  context.fillStyle = colours.accent
  context.fillRect(Math.round(xOf(moment, scene)) - 1, 0, 2, height)
}

/** Where a point in time lies, in pixels from the left. */
function xOf(time: number, { shown: [from, to], width }: Pick<TimelineScene, 'shown' | 'width'>): number {
  const gutter = gutterOf(width)
  return gutter + ((time - from) / (to - from)) * (width - gutter)
}

/** The point in time at a distance from the left. */
export function timeAt(
  x: number,
  { shown: [from, to], width }: Pick<TimelineScene, 'shown' | 'width'>,
): number {
  const gutter = gutterOf(width)
  return from + ((x - gutter) / (width - gutter)) * (to - from)
}

function ticksOf(scene: TimelineScene): readonly number[] {
  return ticksWithin(scene.shown, Math.floor((scene.width - gutterOf(scene.width)) / 90))
}

function drawTicks(context: CanvasRenderingContext2D, scene: TimelineScene): void {
  context.strokeStyle = scene.colours.line
  context.lineWidth = 1
  context.beginPath()
  for (const tick of ticksOf(scene)) {
    const x = Math.round(xOf(tick, scene)) + 0.5
    context.moveTo(x, headHeight)
    context.lineTo(x, scene.height)
  }
  context.stroke()
}

function drawRows(context: CanvasRenderingContext2D, scene: TimelineScene): void {
  const first = Math.floor(scene.offset / rowHeight)
  const last = Math.min(scene.rows.length, Math.ceil((scene.offset + scene.height) / rowHeight))
  for (let place = first; place < last; place += 1) {
    const row = scene.rows[place]
    if (row !== undefined)
      drawRow(context, scene, { row, top: headHeight + place * rowHeight - scene.offset })
  }
}

interface PlacedRow {
  readonly row: TimelineRow
  readonly top: number
}

function drawRow(context: CanvasRenderingContext2D, scene: TimelineScene, { row, top }: PlacedRow): void {
  const { colours, width, selected } = scene
  const gutter = gutterOf(width)
  if (row.id === selected) {
    context.fillStyle = colours.selected
    context.fillRect(0, top, width, rowHeight)
  }
  context.save()
  context.beginPath()
  context.rect(gutter, top, width - gutter, rowHeight)
  context.clip()
  for (const bar of row.bars) drawBar(context, scene, { bar, top, isOutlined: row.isCritical })
  context.restore()
  context.fillStyle = colours.ink
  context.fillText(fitted(context, row.name, gutter - 24), 16, top + rowHeight / 2)
}

interface PlacedBar {
  readonly bar: Bar
  readonly top: number
  readonly isOutlined: boolean
}

/** Waiting is thin, running is thick, and an end is a mark: told apart without colours too. */
function drawBar(
  context: CanvasRenderingContext2D,
  scene: TimelineScene,
  { bar, top, isOutlined }: PlacedBar,
): void {
  const left = xOf(bar.from, scene)
  const right = xOf(endOf(bar, scene.now), scene)
  context.fillStyle = scene.colours.states[bar.view]
  if (bar.view === 'running') {
    const width = Math.max(2, right - left)
    context.fillRect(left, top + 4, width, rowHeight - 8)
    if (isOutlined) {
      context.strokeStyle = scene.colours.ink
      context.lineWidth = 2
      context.strokeRect(left, top + 3, width, rowHeight - 6)
    }
    return
  }
  if (right > left) context.fillRect(left, top + rowHeight / 2 - 1.5, right - left, 3)
  else if (bar.view !== 'finished') context.fillRect(left - 2, top + 4, 4, rowHeight - 8)
}

function drawHead(context: CanvasRenderingContext2D, scene: TimelineScene): void {
  const { width, colours } = scene
  const gutter = gutterOf(width)
  context.fillStyle = colours.surface
  context.fillRect(0, 0, width, headHeight)
  const most = drawCurve(context, scene)
  context.fillStyle = colours.muted
  context.fillText(fitted(context, `${most} at once at most`, gutter - 24), 16, curveHeight / 2 + 4)
  for (const tick of ticksOf(scene)) {
    const text = `+${formatDuration(tick)}`
    const x = xOf(tick, scene)
    if (x + context.measureText(text).width < width)
      context.fillText(text, x + 4, headHeight - axisHeight / 2)
  }
  context.strokeStyle = colours.line
  context.beginPath()
  context.moveTo(0, headHeight - 0.5)
  context.lineTo(width, headHeight - 0.5)
  context.stroke()
}

/** How many ran at once, over the shown time; gives the most. */
function drawCurve(context: CanvasRenderingContext2D, scene: TimelineScene): number {
  const gutter = gutterOf(scene.width)
  const steps = Math.max(1, Math.floor((scene.width - gutter) / 2))
  const counts = parallelism(scene.rows, scene.shown, steps)
  const most = Math.max(...counts, 0)
  context.fillStyle = scene.colours.states.running
  counts.forEach((count, step) => {
    const height = most === 0 ? 0 : (count / most) * curveHeight
    context.fillRect(gutter + step * 2, 4 + curveHeight - height, 2, height)
  })
  return most
}

function fitted(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text
  let length = text.length
  while (length > 1 && context.measureText(`${text.slice(0, length)}…`).width > room) length -= 1
  return `${text.slice(0, length)}…`
}
