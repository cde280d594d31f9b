import { quantile, rollupBounds, sumHistograms, type Histogram } from '../../../document/rollup.ts'
import { readRollups, type Rollup } from '../read-rollups.ts'
import type { Reader } from './reader.ts'
import type { TypeRow } from './system-shapes.ts'

type Figures = Pick<
  TypeRow,
  'finishedPerMinute' | 'failedShare' | 'waitP50' | 'waitP95' | 'waitP99' | 'runP50' | 'runP95' | 'runP99'
>

const minute = 60_000

/** How many minutes the figures of definitions are about. */
const minutes = 60

/** A quantile as a number that JSON knows: null of nothing; what is beyond the last bound is cut to it. */
export function knownQuantile(histogram: Histogram, share: number): number | null {
  const found = quantile(histogram, share)
  return found === undefined ? null : Math.min(found, rollupBounds.at(-1) ?? found)
}

/** Reads how definitions did in the last hour. */
export async function readFigures({ store, options }: Reader): Promise<(name: string) => Figures> {
  const since = new Date(store.clock.now().getTime() - minutes * minute)
  const rollups = await readRollups(store, { since }, options)
  return (name) => figuresOf(rollups.filter((rollup) => rollup.name === name))
}

function figuresOf(rollups: readonly Rollup[]): Figures {
  const sum = (state: 'FINISHED' | 'FAILED'): number =>
    rollups.reduce((total, { ended }) => total + ended[state], 0)
  const [finished, failed] = [sum('FINISHED'), sum('FAILED')]
  const [wait, run] = [
    sumHistograms(rollups.map((rollup) => rollup.wait)),
    sumHistograms(rollups.map((rollup) => rollup.run)),
  ]
  return {
    finishedPerMinute: finished / minutes,
    failedShare: finished + failed === 0 ? null : failed / (finished + failed),
    waitP50: knownQuantile(wait, 0.5),
    waitP95: knownQuantile(wait, 0.95),
    waitP99: knownQuantile(wait, 0.99),
    runP50: knownQuantile(run, 0.5),
    runP95: knownQuantile(run, 0.95),
    runP99: knownQuantile(run, 0.99),
  }
}
