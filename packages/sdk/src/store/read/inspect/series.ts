import { sumHistograms, type Histogram } from '../../../document/rollup.ts'
import { readRollups, type Rollup } from '../read-rollups.ts'
import { knownQuantile } from './figures.ts'
import type { Reader } from './reader.ts'
import type { Series, SeriesQuery, SeriesWindow } from './system-shapes.ts'

const minute = 60_000

/** How long each window is, and how long one step of it, in milliseconds. */
const windows: Readonly<Record<SeriesWindow, { readonly length: number; readonly step: number }>> = {
  '1h': { length: 60 * minute, step: minute },
  '6h': { length: 360 * minute, step: 5 * minute },
  '24h': { length: 1_440 * minute, step: 15 * minute },
  '8d': { length: 11_520 * minute, step: 120 * minute },
}

/** Reads what became of tasks over time, from the figures of minutes that workers write. */
export async function readSeries({ store, options }: Reader, { window, name }: SeriesQuery): Promise<Series> {
  const { length, step } = windows[window]
  const from = Math.floor((store.clock.now().getTime() - length) / step + 1) * step
  const rollups = await readRollups(
    store,
    { since: new Date(from), ...(name === undefined ? {} : { names: [name] }) },
    options,
  )
  const steps: Rollup[][] = Array.from({ length: length / step }, () => [])
  for (const rollup of rollups) steps[Math.floor((rollup.minute.getTime() - from) / step)]?.push(rollup)
  return { from, step, ...columnsOf(steps) }
}

function columnsOf(steps: readonly (readonly Rollup[])[]): Omit<Series, 'from' | 'step'> {
  const ended = (state: 'FINISHED' | 'FAILED'): number[] =>
    steps.map((rollups) => rollups.reduce((sum, rollup) => sum + rollup.ended[state], 0))
  const times = (which: 'wait' | 'run'): Histogram[] =>
    steps.map((rollups) => sumHistograms(rollups.map((rollup) => rollup[which])))
  const [wait, run] = [times('wait'), times('run')]
  return {
    finished: ended('FINISHED'),
    failed: ended('FAILED'),
    waitP50: column(wait, 0.5),
    waitP95: column(wait, 0.95),
    waitP99: column(wait, 0.99),
    runP50: column(run, 0.5),
    runP95: column(run, 0.95),
    runP99: column(run, 0.99),
  }
}

function column(histograms: readonly Histogram[], share: number): (number | null)[] {
  return histograms.map((histogram) => knownQuantile(histogram, share))
}
