import { abortable } from '@taskloom/command-line'
import { startLocalMongo } from '@taskloom/local-mongo'

import { CommandProfile } from './command-profile.ts'
import { describeServer } from './describe-server.ts'
import { drain } from './measure/drain.ts'
import type { Bench, Figure, Measurement } from './measurement.ts'
import type { BenchOptions } from './options.ts'
import { describeMachine, rowsOf, type Report, type ReportRow } from './report.ts'
import { openScratch } from './scratch-database.ts'
import { sizesFor } from './sizes.ts'

/** What a bench needs from the process around it. */
export interface Surroundings {
  /** Ends it early. */
  readonly signal: AbortSignal
  /** Takes lines for people, while it goes on. */
  readonly say: (line: string) => void
}

/** Measures what was asked for. Whatever it starts or stores is gone when it has ended. */
export async function runBench(options: BenchOptions, { signal, say }: Surroundings): Promise<Report> {
  await using mongo = await abortable(signal, startLocalMongo({ onMessage: say }))
  const server = await describeServer(mongo)
  say(`Server: ${server.description}.`)
  const { sizes, reasons } = sizesFor({ ...server, isQuick: options.isQuick })
  const profile = options.commands ? new CommandProfile() : undefined
  const bench = { sizes, signal, scratch: () => openScratch(mongo.uri, profile) }
  await drain(bench, { count: 500, concurrency: 10 })
  profile?.take()
  const rows: ReportRow[] = []
  for (const measurement of options.measurements) {
    const runs: (readonly Figure[])[] = []
    for (let run = 1; run <= options.runs; run += 1) {
      runs.push(await measureOnce(bench, measurement, (line) => say(`${nameOf(run, options)}: ${line}`)))
      for (const line of profile?.take() ?? []) say(`  ${line}`)
    }
    rows.push(...rowsOf(measurement, runs, sizes))
  }
  const isShrunk = rows.some(({ size, fullSize }) => size < fullSize)
  return {
    server: server.description,
    machine: describeMachine(),
    runs: options.runs,
    shrunk: isShrunk ? reasons : [],
    rows,
    baselines: Object.fromEntries(options.measurements.map(({ name, baseline }) => [name, baseline])),
  }
}

async function measureOnce(
  bench: Bench,
  { name, unit, measure }: Measurement,
  say: (line: string) => void,
): Promise<readonly Figure[]> {
  const started = performance.now()
  const figures = await measure(bench)
  const seconds = ((performance.now() - started) / 1_000).toFixed(1)
  const told = figures.map(
    ({ value, baseline }) => `${value.toFixed(1)} ${unit} (baseline ${baseline.toFixed(1)})`,
  )
  say(`${name}: ${told.join(', ')}; took ${seconds} s`)
  return figures
}

function nameOf(run: number, { runs }: BenchOptions): string {
  return `run ${run} of ${runs}`
}
