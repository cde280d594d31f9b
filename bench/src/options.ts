import { CommandError, parseOptions, wholeNumber } from '@taskloom/command-line'

import type { Measurement } from './measurement.ts'
import { measurements } from './measurements.ts'

/** What the command line asks for. */
export interface BenchOptions {
  readonly measurements: readonly Measurement[]
  readonly runs: number
  readonly isQuick: boolean
  readonly json: boolean
  readonly commands: boolean
}

export const usage = `Measures Taskloom, as ratios to what the driver does by itself in the same run.

  npm run bench -- [options]

  --only <name>  only this measurement, or those whose names begin with it; may be repeated
                 (${measurements.map(({ name }) => name).join(', ')})
  --runs <n>     how often each is measured, from 1 to 100; the table has medians (3)
  --quick        a tenth of the sizes, and one run: to see that it works
  --commands     tell which commands each run sent to the server, and how long they took
  --json         print the result as JSON
  --help         print this

The server is the one that MONGODB_URI names, or one that is started for the bench. Every measurement has a fresh
database, which is dropped at the end.`

const options = {
  only: { type: 'string', multiple: true, default: [] as string[] },
  runs: { type: 'string' },
  quick: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  commands: { type: 'boolean', default: false },
  help: { type: 'boolean' },
} as const

/**
 * Reads the command line.
 * @throws CommandError When something on it is not understood.
 */
export function readOptions(args: readonly string[]): BenchOptions {
  const { only, runs, quick, json, commands } = parseOptions(args, usage, options)
  return {
    measurements: only.length === 0 ? measurements : choose(only),
    runs: wholeNumber('runs', runs ?? (quick ? '1' : '3'), 100),
    isQuick: quick,
    json,
    commands,
  }
}

function choose(wanted: readonly string[]): readonly Measurement[] {
  const stranger = wanted.find((each) => !measurements.some(({ name }) => fits(name, each)))
  if (stranger === undefined) {
    return measurements.filter(({ name }) => wanted.some((each) => fits(name, each)))
  }
  const names = measurements.map(({ name }) => name).join(', ')
  throw new CommandError(
    `--only takes the name of a measurement, and was given "${stranger}". There are ${names}.`,
  )
}

function fits(name: string, wanted: string): boolean {
  return name === wanted || name.startsWith(`${wanted}-`)
}
