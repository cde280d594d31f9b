import { spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'

import { descendants, stillRunning } from './processes.mjs'
import { say } from './say.mjs'

/**
 * @typedef {object} Program
 * @property {string} command
 * @property {string[]} args
 * @property {string} folder
 * @property {NodeJS.ProcessEnv} environment
 */

/** After a signal, a program and what it started have so long until they are killed. */
const graceMilliseconds = 10_000

/** What the program has left behind has so long. */
const orphanGraceMilliseconds = 3_000

/** @type {NodeJS.Signals[]} */
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Runs a program as this process would be it: its output, its exit code, its signals.
 * @param {Program} program
 */
export async function runToEnd(program) {
  process.exit(await runProgram(program))
}

/**
 * Runs a program and resolves with its exit code. A signal to this process goes to the program, and ends this
 * process once the program and all that it had started are gone.
 * @param {Program} program
 * @returns {Promise<number>}
 */
export async function runProgram({ command, args, folder, environment }) {
  const child = spawn(command, args, { cwd: folder, env: environment, stdio: 'inherit' })
  /** @type {NodeJS.Signals | undefined} */
  let received
  /** @type {number[]} */
  let started = []
  /** @param {NodeJS.Signals} signal */
  const onSignal = (signal) => {
    started = [...new Set([...started, ...descendants(process.pid)])]
    // A Ctrl-C in a terminal reaches the whole group by itself, and twice would mean "at once" to many programs.
    const reachedByTerminal = signal === 'SIGINT' && process.stdin.isTTY
    if (!reachedByTerminal) child.kill(signal)
    if (received === undefined) setTimeout(() => signalAll(started, 'SIGKILL'), graceMilliseconds).unref()
    received = signal
  }
  for (const signal of forwarded) process.on(signal, onSignal)
  const end = await ended(child)
  for (const signal of forwarded) process.removeListener(signal, onSignal)
  if (end.error) say(`could not run ${command}: ${end.error.message}`)
  const signal = received ?? end.signal
  if (signal === undefined) return end.code
  await endAll(started)
  process.kill(process.pid, signal)
  // The signal ends this process before the promise would be looked at.
  return await new Promise(() => {})
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<{ code: number, signal?: NodeJS.Signals, error?: Error }>}
 */
function ended(child) {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 127, error }))
    child.on('exit', (code, signal) => resolve({ code: code ?? 1, ...(signal ? { signal } : {}) }))
  })
}

/**
 * Ends what the program has left behind: a killed `npm`, for example, leaves what it runs.
 * @param {number[]} pids
 */
async function endAll(pids) {
  const deadline = Date.now() + orphanGraceMilliseconds
  signalAll(pids, 'SIGTERM')
  while (stillRunning(pids).length > 0 && Date.now() < deadline) await delay(20)
  signalAll(pids, 'SIGKILL')
}

/**
 * @param {number[]} pids
 * @param {NodeJS.Signals} signal
 */
function signalAll(pids, signal) {
  for (const pid of stillRunning(pids)) {
    try {
      process.kill(pid, signal)
    } catch {
      // It has ended meanwhile.
    }
  }
}
