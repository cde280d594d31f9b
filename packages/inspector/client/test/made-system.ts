import { viewStateOrder } from '../../shared/view-states.ts'
import type { DagTimeline, DefinitionRow, Series, TaskRow, WorkerRow } from '../api/wire.ts'
import { worldTime } from './factories.ts'

const steps = 60

function wave(place: number): number {
  return 60 + 30 * Math.sin(place / 6) + (place > 30 && place < 38 ? 80 : 0)
}

function code(view: TaskRow['view']): number {
  return viewStateOrder.indexOf(view)
}

/** An hour of minutes, with a bump in the middle. */
export function makeSeries(isBusy: boolean): Series {
  const each = (value: (place: number) => number): number[] =>
    Array.from({ length: steps }, (_, place) => (isBusy ? Math.round(value(place)) : 0))
  const measured = (value: (place: number) => number): (number | null)[] =>
    Array.from({ length: steps }, (_, place) => (isBusy && place > 4 ? Math.round(value(place)) : null))
  return {
    from: worldTime - steps * 60_000,
    step: 60_000,
    finished: each(wave),
    failed: each((place) => (place > 30 && place < 38 ? 9 : place % 7 === 0 ? 1 : 0)),
    waitP50: measured((place) => 200 + wave(place)),
    waitP95: measured((place) => 900 + 6 * wave(place)),
    waitP99: measured((place) => 1_800 + 14 * wave(place)),
    runP50: measured((place) => 420 + place),
    runP95: measured((place) => 1_400 + 4 * place),
    runP99: measured((place) => 2_900 + 9 * place),
    depth: {
      from: worldTime - 55 * 60_000,
      states: isBusy
        ? [
            { state: 'ready', counts: measured((place) => 40 + wave(place)) },
            { state: 'blocked', counts: measured((place) => 300 - 4 * place) },
            { state: 'running', counts: measured(() => 12) },
          ]
        : [],
    },
  }
}

/** Percentiles are bounds of the buckets that times are counted in: these, among others. */
const bounds = [200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000] as const

export function makeTypes(): DefinitionRow[] {
  return ['download', 'resize', 'thumbnail', 'index', 'gallery', 'notify'].map((name, place) => ({
    name,
    isPaused: name === 'notify',
    counts: {
      ready: 12 * place,
      running: place,
      blocked: 40 * place,
      finished: 9_000 - 700 * place,
      failed: place,
    },
    workers: name === 'thumbnail' ? 0 : 1 + (place % 3),
    finishedPerMinute: name === 'thumbnail' ? 0 : 62.5 - 9 * place,
    failedShare: place === 0 ? null : 0.0004 * place * place,
    waitP50: bounds[place]!,
    waitP95: bounds[2 + place]!,
    waitP99: bounds[4 + place]!,
    runP50: bounds[1],
    runP95: bounds[3 + place]!,
    runP99: bounds[5 + place]!,
    oldestReadyAt: worldTime - 9_000 * place,
  }))
}

export function makeWorkers(): WorkerRow[] {
  return [1, 2, 3].map((number) => ({
    id: `worker-${number}`,
    processId: `process-${number}`,
    host: `queue-${number}.internal`,
    pid: 4_100 + number,
    names: ['download', 'resize', 'index'].slice(0, number),
    concurrency: 50,
    running: number === 3 ? 0 : 17 * number,
    heartbeatAt: worldTime - (number === 3 ? 95_000 : 2_000),
    isSilent: number === 3,
    tasks:
      number === 3
        ? []
        : [{ id: 'resize-17', name: 'resize', startedAt: worldTime - 12_000, priority: 3 as const }],
  }))
}

/** Each task waits, is ready, and runs; places and times are those of the columns. */
export function makeTimeline(dagId: string, tasks: readonly TaskRow[]): DagTimeline {
  const names = [...new Set(tasks.map(({ name }) => name))]
  return {
    dagId,
    ids: tasks.map(({ id }) => id),
    names,
    nameOf: tasks.map(({ name }) => names.indexOf(name)),
    owners: ['worker-1', 'worker-2'],
    base: worldTime - 600_000,
    waitedFor: tasks.map((_, place) => place - 1),
    segments: tasks.flatMap(({ view }, place) => {
      const start = place * 2_500
      const run = start + 9_000 + (place % 5) * 1_500
      const end = run + 20_000 + ((place * 7_919) % 40_000)
      return [
        [place, code('blocked'), start, run - 2_000, -1],
        [place, code('ready'), run - 2_000, run, -1],
        [place, code('running'), run, view === 'running' ? null : end, place % 2],
        ...(view === 'running' ? [] : [[place, code(view), end, null, -1]]),
      ] as [number, number, number, number | null, number][]
    }),
  }
}
