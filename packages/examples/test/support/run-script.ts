import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { expect, onTestFinished } from 'vitest'

import { mongoUri } from './server.ts'

export const packageFolder = fileURLToPath(new URL('../..', import.meta.url))
export const workspace = fileURLToPath(new URL('../../../..', import.meta.url))

/** How a script ended. */
export interface ScriptEnd {
  /** Null after a signal. */
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

/** A script that runs in a process of its own. */
export interface RunningScript {
  readonly process: ChildProcess
  readonly ended: Promise<ScriptEnd>
  /** Resolves with all of standard error when this is part of it. */
  untilItSays(text: string): Promise<string>
}

export interface ScriptOptions {
  /** Environment variables besides those of this process and the address of the server. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

/** Starts a TypeScript file of this package, with the server of the tests unless the environment says otherwise. */
export function startScript(
  file: string,
  args: readonly string[] = [],
  { environment }: ScriptOptions = {},
): RunningScript {
  const child = spawn(process.execPath, ['--conditions=@taskloom/source', '--import', 'tsx', file, ...args], {
    cwd: packageFolder,
    // A run of the tests may ask for a certain step of the chain, which would start one server for every script.
    env: { ...process.env, TASKLOOM_LOCAL_MONGO: undefined, MONGODB_URI: mongoUri, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // Nothing else would end it when the test runs out of time.
  onTestFinished(() => void child.kill('SIGKILL'))
  const written = { output: '', errors: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written.output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    written.errors += text
  })
  return {
    process: child,
    ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, ...written }))),
    async untilItSays(text) {
      await expect.poll(() => written.errors, { timeout: 60_000, interval: 5 }).toContain(text)
      return written.errors
    },
  }
}

/** Runs a TypeScript file of this package to its end. */
export async function runScript(
  file: string,
  args: readonly string[] = [],
  options: ScriptOptions = {},
): Promise<ScriptEnd> {
  return await startScript(file, args, options).ended
}

/** Waits until these processes have ended. */
export async function untilGone(pids: readonly number[]): Promise<void> {
  await expect.poll(() => pids.filter(isRunning), { timeout: 15_000, interval: 20 }).toEqual([])
}

/** One that has ended and is only still listed does not run. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    if (process.platform !== 'linux') return true
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2))
  } catch {
    return false
  }
}
