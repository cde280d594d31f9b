import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

import { parseOptions, wholeNumber } from '@taskloom/command-line'

/** What the command line asks for. */
export interface DemoOptions {
  readonly lockfile: string
  readonly workers: number
  readonly top: number
  /** Whether the inspector and the workers stay when everything has finished, until Ctrl-C. */
  readonly stay: boolean
  readonly json: boolean
}

const workspace = fileURLToPath(new URL('../../../..', import.meta.url))

export const usage = `Measures every package of a pnpm lockfile, as one DAG of tasks in several processes.

  npm run demo -- [options]

  --lockfile <path>  a pnpm lockfile of version 9, or the folder that has one (this workspace's own)
  --workers <n>      the number of worker processes, from 1 to 16 (2)
  --top <n>          how many of the largest packages to list (10)
  --stay             keep the inspector and the workers until Ctrl-C
  --json             print the result as JSON
  --help             print this

The server is the one that MONGODB_URI names, or one that is started for the demo. The database is a fresh one,
and is dropped at the end.`

const options = {
  lockfile: { type: 'string', default: workspace },
  workers: { type: 'string', default: '2' },
  top: { type: 'string', default: '10' },
  stay: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean' },
} as const

/**
 * Reads the command line.
 * @throws CommandError When something on it is not understood.
 */
export function readOptions(args: readonly string[]): DemoOptions {
  const { lockfile, workers, top, stay, json } = parseOptions(args, usage, options)
  return {
    lockfile: readLockfilePath(lockfile),
    workers: wholeNumber('workers', workers, 16),
    top: wholeNumber('top', top, 100_000),
    stay,
    json,
  }
}

/** npm runs the script in the workspace, wherever the person is who typed the path. */
function readLockfilePath(given: string): string {
  const { npm_lifecycle_event: script, INIT_CWD: typedIn } = process.env
  const path = resolve(script === 'demo' && typedIn ? typedIn : '.', given)
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  return isFolder ? join(path, 'pnpm-lock.yaml') : path
}
