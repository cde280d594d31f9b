import { parseOptions, wholeNumber } from '@taskloom/command-line'

import type { ChaosOptions } from './run-chaos.ts'

export const usage = `Works off a layered graph while worker processes are killed at random, the database is paused, and once restarted.

  npm run chaos -- [options]

  --tasks <n>      how many tasks (5000)
  --processes <n>  how many worker processes (8)
  --calm <ms>      the longest time between two kills (1500)
  --seed <n>       the same seed has the same graph, and kills at the same times (one by the clock)
  --help           print this

It starts a server of its own: one that MONGODB_URI names is left alone. The exit code is 1 when anything was
lost, doubled, run too early or left undone.`

const options = {
  tasks: { type: 'string', default: '5000' },
  processes: { type: 'string', default: '8' },
  calm: { type: 'string', default: '1500' },
  seed: { type: 'string' },
  help: { type: 'boolean' },
} as const

/**
 * Reads the command line.
 * @throws CommandError When something on it is not understood.
 */
export function readChaosOptions(args: readonly string[]): ChaosOptions {
  const { tasks, processes, calm, seed } = parseOptions(args, usage, options)
  return {
    tasks: wholeNumber('tasks', tasks, 100_000),
    processes: wholeNumber('processes', processes, 100),
    calm: wholeNumber('calm', calm, 600_000),
    seed: wholeNumber('seed', seed ?? String(Math.floor(Date.now() / 1_000)), 2 ** 32),
  }
}
