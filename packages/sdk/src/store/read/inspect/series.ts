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

/** Reads what became of tasks over time. */
export function readSeries({ store }: Reader, { window }: SeriesQuery): Promise<Series> {
  const { length, step } = windows[window]
  const from = Math.floor((store.clock.now().getTime() - length) / step + 1) * step
  const steps = Array.from({ length: length / step })
  return Promise.resolve({
    from,
    step,
    finished: steps.map(() => 0),
    failed: steps.map(() => 0),
    waitP50: steps.map(() => null),
    waitP95: steps.map(() => null),
    waitP99: steps.map(() => null),
    runP50: steps.map(() => null),
    runP95: steps.map(() => null),
    runP99: steps.map(() => null),
  })
}
