import { parseArgs } from 'node:util'

import { BenchError } from './bench-error.ts'
import type { Measurement } from './measurement.ts'
import { measurements } from './measurements.ts'

/** What the command line asks for. */
export interface BenchOptions {
  readonly measurements: readonly Measurement[]
  readonly runs: number
  readonly isQuick: boolean
  readonly json: boolean
  readonly commands: boolean
  readonly help: boolean
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

/**
 * Reads the command line.
 * @throws BenchError When something on it is not understood.
 */
export function readOptions(args: readonly string[]): BenchOptions {
  const { only, runs, quick, json, commands, help } = parse(args)
  return {
    measurements: only.length === 0 ? measurements : choose(only),
    runs: readRuns(runs ?? (quick ? '1' : '3')),
    isQuick: quick,
    json,
    commands,
    help,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: 'string', multiple: true, default: [] },
        runs: { type: 'string' },
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        commands: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new BenchError(`${reason}\n\n${usage}`, { cause: error })
  }
}

function choose(wanted: readonly string[]): readonly Measurement[] {
  const stranger = wanted.find((each) => !measurements.some(({ name }) => fits(name, each)))
  if (stranger === undefined) {
    return measurements.filter(({ name }) => wanted.some((each) => fits(name, each)))
  }
  const names = measurements.map(({ name }) => name).join(', ')
  throw new BenchError(
    `--only takes the name of a measurement, and was given "${stranger}". There are ${names}.`,
  )
}

function fits(name: string, wanted: string): boolean {
  return name === wanted || name.startsWith(`${wanted}-`)
}

function readRuns(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1 && number <= 100) return number
  throw new BenchError(`--runs takes a whole number from 1 to 100, and was given "${text}".`)
}
