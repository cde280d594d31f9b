import { CommandError, parseOptions, wholeNumber } from '@taskloom/command-line'

import { scaleShapes, type ScaleShape } from './scale-shapes.ts'

/** What the command line asks for. */
export interface ScaleOptions {
  readonly shapes: readonly ScaleShape[]
  readonly runs: number
  readonly concurrency: number
  readonly isQuick: boolean
}

export const usage = `Shows that time grows with the number of tasks and no faster: each shape of a graph against its small form.

  npm run scale -- [options]

  --only <shape>     only this shape; may be repeated (${scaleShapes.map(({ name }) => name).join(', ')})
  --runs <n>         how often each is measured; the table has medians (1)
  --concurrency <n>  how many tasks the worker runs at a time (200)
  --quick            a tenth of the sizes: to see that it works
  --help             print this

The server is the one that MONGODB_URI names, or one that is started. The exit code is 1 when a bound is missed.`

const options = {
  only: { type: 'string', multiple: true, default: [] as string[] },
  runs: { type: 'string', default: '1' },
  concurrency: { type: 'string', default: '200' },
  quick: { type: 'boolean', default: false },
  help: { type: 'boolean' },
} as const

/**
 * Reads the command line.
 * @throws CommandError When something on it is not understood.
 */
export function readScaleOptions(args: readonly string[]): ScaleOptions {
  const { only, runs, concurrency, quick } = parseOptions(args, usage, options)
  const stranger = only.find((wanted) => !scaleShapes.some(({ name }) => name === wanted))
  if (stranger !== undefined) throw new CommandError(`There is no shape "${stranger}".\n\n${usage}`)
  return {
    shapes: only.length === 0 ? scaleShapes : scaleShapes.filter(({ name }) => only.includes(name)),
    runs: wholeNumber('runs', runs, 100),
    concurrency: wholeNumber('concurrency', concurrency, 1_000),
    isQuick: quick,
  }
}
