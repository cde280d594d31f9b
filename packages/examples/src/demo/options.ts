import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { DemoError } from './demo-error.ts'

/** What the command line asks for. */
export interface DemoOptions {
  readonly lockfile: string
  readonly workers: number
  readonly top: number
  readonly json: boolean
  readonly help: boolean
}

const workspace = fileURLToPath(new URL('../../../..', import.meta.url))

export const usage = `Measures every package of a pnpm lockfile, as one DAG of tasks in several processes.

  npm run demo -- [options]

  --lockfile <path>  a pnpm lockfile of version 9, or the folder that has one (this workspace's own)
  --workers <n>      the number of worker processes, from 1 to 16 (2)
  --top <n>          how many of the largest packages to list (10)
  --json             print the result as JSON
  --help             print this

The server is the one that MONGODB_URI names, or one that is started for the demo. The database is a fresh one,
and is dropped at the end.`

/**
 * Reads the command line.
 * @throws DemoError When something on it is not understood.
 */
export function readOptions(args: readonly string[]): DemoOptions {
  const { lockfile, workers, top, json, help } = parse(args)
  return {
    lockfile: readLockfilePath(lockfile),
    workers: readNumber('workers', workers, 16),
    top: readNumber('top', top, 100_000),
    json,
    help,
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        lockfile: { type: 'string', default: workspace },
        workers: { type: 'string', default: '2' },
        top: { type: 'string', default: '10' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new DemoError(`${reason}\n\n${usage}`, { cause: error })
  }
}

/** npm runs the script in the workspace, wherever the person is who typed the path. */
function readLockfilePath(given: string): string {
  const { npm_lifecycle_event: script, INIT_CWD: typedIn } = process.env
  const path = resolve(script === 'demo' && typedIn ? typedIn : '.', given)
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  return isFolder ? join(path, 'pnpm-lock.yaml') : path
}

function readNumber(option: string, text: string, most: number): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1 && number <= most) return number
  throw new DemoError(`--${option} takes a whole number from 1 to ${most}, and was given "${text}".`)
}
