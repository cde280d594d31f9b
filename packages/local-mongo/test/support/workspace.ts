import { spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { writeProgram } from './machine.ts'

const scripts = fileURLToPath(new URL('../../../../scripts', import.meta.url))
const fakePnpm = `import(${JSON.stringify(new URL('fake-pnpm.mjs', import.meta.url).href)})`

/** How a call of `run.mjs` went. */
interface Call {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly output: string
  readonly errors: string
}

/** A call that goes on. */
interface RunningCall {
  readonly pid: number
  readonly ended: Promise<Call>
}

/** A freshly cloned workspace, with this repository's scripts, and a machine with a fake pnpm and a fake npm. */
export interface Workspace extends AsyncDisposable {
  readonly folder: string
  /** The one folder of the PATH. */
  readonly programs: string
  /** What pnpm and npm were called with, one call a line. */
  log(): Promise<string[]>
  /** Starts `node scripts/run.mjs`. */
  start(args: readonly string[], options?: StartCall): RunningCall
  /** Runs `node scripts/run.mjs` to its end. */
  run(args: readonly string[], environment?: Record<string, string>): Promise<Call>
}

/** How `run.mjs` is started. */
interface StartCall {
  readonly environment?: Record<string, string>
  /** Options for Node itself. */
  readonly nodeOptions?: readonly string[]
  /** In a process group of its own, as a terminal's foreground job is. */
  readonly ownGroup?: boolean
}

/** Makes the workspace in a temporary folder; it goes when the test is over. */
export async function makeWorkspace(): Promise<Workspace> {
  const outer = await realpath(await mkdtemp(join(tmpdir(), 'taskloom-workspace-')))
  const folder = join(outer, 'clone')
  const programs = join(outer, 'programs')
  await cp(scripts, join(folder, 'scripts'), { recursive: true })
  await mkdir(join(folder, 'packages', 'one'), { recursive: true })
  await writeFile(join(folder, 'package.json'), '{\n  "packageManager": "pnpm@10.34.9"\n}\n')
  await writeFile(join(folder, 'packages', 'one', 'package.json'), '{}')
  await writeFile(join(folder, 'pnpm-workspace.yaml'), 'packages:\n  - packages/*\n')
  await writeFile(join(folder, 'pnpm-lock.yaml'), 'lockfileVersion: 9\n')
  for (const name of ['pnpm', 'npm']) await writeProgram(join(programs, name), fakePnpm)
  const logFile = join(outer, 'log')
  const base = { PATH: programs, FAKE_LOG: logFile }
  const start = (args: readonly string[], options: StartCall = {}) => {
    const { nodeOptions = [], ownGroup = false } = options
    const child = spawn(process.execPath, [...nodeOptions, join(folder, 'scripts', 'run.mjs'), ...args], {
      cwd: outer,
      env: { ...base, ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: ownGroup,
    })
    const said = { output: '', errors: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said.output += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said.errors += text))
    const ended = new Promise<Call>((resolve) => {
      child.on('close', (code, signal) => resolve({ code, signal, ...said }))
    })
    return { pid: child.pid ?? 0, ended }
  }
  return {
    folder,
    programs,
    async log() {
      const log = await readFile(logFile, 'utf8').catch(() => '')
      return log.split('\n').filter(Boolean)
    },
    start,
    run: (args, environment = {}) => start(args, { environment }).ended,
    [Symbol.asyncDispose]: () => rm(outer, { recursive: true, force: true, maxRetries: 3 }),
  }
}
