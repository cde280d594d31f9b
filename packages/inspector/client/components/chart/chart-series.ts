/** What a chart draws: one line a series, one value a step of time. */
export interface ChartData {
  /** Milliseconds since 1970. */
  readonly from: number
  /** Milliseconds. */
  readonly step: number
  readonly series: readonly ChartSeries[]
  /** Whether each is drawn on top of those that come after it. */
  readonly isStacked?: boolean
}

export interface ChartSeries {
  readonly label: string
  readonly colour: `--${string}`
  /** Lines differ by their dashes too, not by their hue alone. */
  readonly dash?: readonly number[]
  readonly isFilled?: boolean
  readonly values: readonly (number | null)[]
}

/** A value as it is read, where there is one. */
export function writeValue(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? '–' : format(value)
}

/** Whether anything was measured. */
export function hasValues({ series }: ChartData): boolean {
  return series.some(({ values }) => values.some((value) => value !== null && value !== 0))
}

/** The points in time of a chart, in seconds since 1970, as uPlot takes them. */
export function secondsOf({ from, step, series }: ChartData): number[] {
  const length = Math.max(0, ...series.map(({ values }) => values.length))
  return Array.from({ length }, (_, place) => (from + place * step) / 1_000)
}

/** The whole time of a chart, in milliseconds. */
export function lengthOf(data: ChartData): number {
  return data.step * secondsOf(data).length
}

/** A stretch of time, in milliseconds since 1970. */
export interface TimeSpan {
  readonly from: number
  readonly to: number
}
