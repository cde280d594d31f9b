import { join } from 'node:path'

import { expect } from 'vitest'

import type { DemoResult } from '../../src/demo/run-demo.ts'
import { databaseExists } from './databases.ts'
import {
  packageFolder,
  runScript,
  type RunningScript,
  type ScriptEnd,
  type ScriptOptions,
  startScript,
} from './run-script.ts'

const main = join(packageFolder, 'src/demo/main.ts')

/** What `--json` prints. */
export interface DemoJson extends Pick<DemoResult, 'report' | 'server' | 'milliseconds' | 'tasksByWorker'> {
  readonly lockfile: { readonly file: string } & Pick<DemoResult['lockfile'], 'cuts'>
}

export function startDemo(args: readonly string[], options?: ScriptOptions): RunningScript {
  return startScript(main, args, options)
}

/** Runs the demo to its end, and sees to it that its database is gone. */
export async function runDemo(args: readonly string[], options?: ScriptOptions): Promise<ScriptEnd> {
  const end = await runScript(main, args, options)
  const database = databaseIn(end.errors)
  expect(database !== undefined && (await databaseExists(database))).toBe(false)
  return end
}

/** Runs the demo, and reads what it has found out about every package. */
export async function measure(args: readonly string[]): Promise<DemoJson & { readonly said: string }> {
  const { code, output, errors } = await runDemo([...args, '--json', '--top', '100000'])
  if (code !== 0) throw new Error(`The demo ended with ${code}: ${errors}`)
  return { ...(JSON.parse(output) as DemoJson), said: errors }
}

/** The database of a run, as it says itself. */
export function databaseIn(said: string): string | undefined {
  return /Database: (?<name>[\w-]+)/.exec(said)?.groups?.['name']
}

/** The worker processes of a run, as it says itself. */
export function workersIn(said: string): number[] {
  const list = /Started the worker processes (?<pids>[\d and]+)/.exec(said)?.groups?.['pids'] ?? ''
  return list.split(' and ').map(Number)
}
