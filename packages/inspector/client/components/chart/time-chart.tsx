import 'uplot/dist/uPlot.min.css'
import { useEffect, useRef } from 'react'
import UPlot from 'uplot'

import { dayMilliseconds, formatOnScale, withoutSeconds } from '../../format/point-in-time.ts'
import { usePreferences, type Preferences } from '../../preferences/preferences.ts'
import { tokenColour, useThemeName } from '../../preferences/theme-colours.ts'
import { useWidth } from '../grid/use-width.ts'
import {
  lengthOf,
  secondsOf,
  writeValue,
  type ChartData,
  type ChartSeries,
  type TimeSpan,
} from './chart-series.ts'

interface TimeChartProps {
  readonly data: ChartData
  /** Said to a screen reader, which has the table instead. */
  readonly label: string
  readonly format: (value: number) => string
  /** Told of the stretch of time that was drawn over with the pointer. */
  readonly onBrush: (span: TimeSpan) => void
}

const height = 170

/** Lines over time. The cursor is shared by every chart of the page. */
export function TimeChart({ data, label, format, onBrush }: TimeChartProps) {
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidth(frame)
  const theme = useThemeName()
  const { clock } = usePreferences()
  const plot = useRef<UPlot | undefined>(undefined)
  const latest = useRef(data)
  const brush = useRef(onBrush)
  const shape = `${theme} ${lengthOf(data)}\n${data.series.map((series) => series.label).join('\n')}`
  useEffect(() => {
    brush.current = onBrush
  })
  useEffect(() => {
    latest.current = data
    plot.current?.setData(columnsOf(data))
  }, [data])
  useEffect(() => {
    if (frame.current === null || width === 0 || shape === '') return undefined
    const made = new UPlot(
      optionsFor({
        read: () => latest.current,
        width,
        format,
        clock,
        onBrush: (span) => brush.current(span),
      }),
      columnsOf(latest.current),
      frame.current,
    )
    plot.current = made
    return () => {
      plot.current = undefined
      made.destroy()
    }
  }, [width, clock, format, shape])
  return <div ref={frame} role="img" aria-label={label} style={{ minHeight: height + 30 }} />
}

function columnsOf(data: ChartData): UPlot.AlignedData {
  const heights = data.series.map(({ values }, place) =>
    values.map((value, step) => (data.isStacked === true ? stacked(data, place, step) : value)),
  )
  return [secondsOf(data), ...heights]
}

function stacked({ series }: ChartData, place: number, step: number): number | null {
  if (isMissing(series[place]?.values[step])) return null
  return series.slice(place).reduce((sum, { values }) => sum + (values[step] ?? 0), 0)
}

interface ChartLook {
  /** What is shown now. */
  readonly read: () => ChartData
  readonly width: number
  readonly format: (value: number) => string
  readonly clock: Preferences['clock']
  readonly onBrush: (span: TimeSpan) => void
}

function optionsFor({ read, width, format, clock, onBrush }: ChartLook): UPlot.Options {
  const data = read()
  const ink = tokenColour('--ink-muted')
  const line = tokenColour('--line')
  const axis = {
    stroke: ink,
    grid: { stroke: line, width: 1 },
    ticks: { show: false },
    font: '11px system-ui',
  }
  const length = lengthOf(data)
  const time = (seconds: number): string => formatOnScale(seconds * 1_000, length, clock)
  return {
    width,
    height,
    padding: [8, 8, 0, 0],
    cursor: {
      sync: { key: 'overview' },
      points: { size: 5 },
      // Marked, not zoomed: the time of every chart is the one that is chosen above them.
      drag: { x: true, y: false, setScale: false },
    },
    hooks: { setSelect: [(plot) => tellBrush(plot, onBrush)] },
    legend: { live: true, markers: { width: 2 } },
    scales: { y: { range: (_, low, high) => [Math.min(0, low), high <= 0 ? 1 : high * 1.1] } },
    axes: [
      {
        ...axis,
        values: (_, seconds) => seconds.map((each) => withoutSeconds(time(each))),
        space: length < dayMilliseconds ? 60 : 100,
        size: 26,
      },
      { ...axis, values: (_, values) => values.map((each) => format(each)), size: 64 },
    ],
    series: [
      { label: 'Time', value: (_, seconds) => (seconds === null ? '' : time(seconds)) },
      ...data.series.map((series) => lineOf(series, { read, format })),
    ],
  }
}

function lineOf(
  { label, colour, dash, isFilled }: ChartSeries,
  { read, format }: Pick<ChartLook, 'read' | 'format'>,
): UPlot.Series {
  return {
    label,
    stroke: tokenColour(colour),
    width: 1.5,
    ...(dash === undefined ? {} : { dash: [...dash] }),
    ...(isFilled === true ? { fill: faint(tokenColour(colour)) } : {}),
    points: { show: true, size: 4, filter: alone },
    // The value itself: a stacked line is drawn on top of others.
    value: ({ cursor }, _height, place) =>
      writeValue(read().series[place - 1]?.values[cursor.idx ?? -1], format),
  }
}

/** A press without a stroke marks nothing. */
function tellBrush(plot: UPlot, onBrush: (span: TimeSpan) => void): void {
  const { left, width } = plot.select
  if (width < 4) return
  const [from, to] = [left, left + width].map((place) => Math.round(plot.posToVal(place, 'x') * 1_000))
  if (from !== undefined && to !== undefined) onBrush({ from, to })
}

/** Points are drawn where no line is: beside them nothing was measured. */
function alone(plot: UPlot, series: number): number[] {
  const values = plot.data[series] ?? []
  return [...values.keys()].filter(
    (place) => !isMissing(values[place]) && isMissing(values[place - 1]) && isMissing(values[place + 1]),
  )
}

function isMissing(value: number | null | undefined): boolean {
  return value === null || value === undefined
}

function faint(colour: string): string {
  return colour.replace('rgb(', 'rgba(').replace(')', ', 0.12)')
}
