import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { expect } from 'vitest'

import type { Environment } from '../../src/index.ts'
import { isAlive } from '../../src/server/data-folder.ts'

const workspace = fileURLToPath(new URL('../../../..', import.meta.url))

/** Whether a process runs; one that has ended and is only still listed does not. */
export function isRunning(pid: number): boolean {
  if (!isAlive(pid)) return false
  if (process.platform !== 'linux') return true
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2))
  } catch {
    return false
  }
}

/** Waits until the processes have ended. */
export async function waitUntilGone(...pids: readonly number[]): Promise<void> {
  await expect.poll(() => pids.filter(isRunning), { timeout: 15_000, interval: 20 }).toEqual([])
}

/** A Node process that runs TypeScript of this package. */
export interface TypeScriptProcess {
  readonly pid: number
  /** Resolves with the next line of standard output. */
  line(): Promise<string>
  /** What it has written to standard error. */
  errors(): string
  /** Resolves with the exit code, null after a signal. */
  readonly ended: Promise<number | null>
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

/** Runs a file, relative to `test/support`, in a process of its own. */
export function runTypeScript(
  file: string,
  environment: Environment,
  args: readonly string[] = [],
): TypeScriptProcess {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', path, ...args], {
    cwd: workspace,
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more
  })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (more: string) => {
    errors += more
  })
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (code) => resolve(code))
  })
  return {
    pid: child.pid ?? 0,
    errors: () => errors,
    ended,
    async line() {
      await expect.poll(() => text, { timeout: 15_000, interval: 10 }).toContain('\n')
      const end = text.indexOf('\n')
      const line = text.slice(0, end)
      text = text.slice(end + 1)
      return line
    },
    async end(signal) {
      child.kill(signal)
      return await ended
    },
  }
}
