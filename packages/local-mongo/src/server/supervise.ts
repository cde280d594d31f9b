import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { Socket } from 'node:net'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'

import type { Environment } from '../local-mongo.ts'

const supervisorFile = fileURLToPath(new URL('supervisor.mjs', import.meta.url))

/** Characters of output that are kept to explain a program's death. */
const tailLength = 4_000

/** A program that must not outlive this process. */
export interface Program {
  readonly command: string
  readonly args: readonly string[]
  readonly environment: Environment
  /** The working folder. @defaultValue this process's own */
  readonly folder?: string
  /** A file that is to hold the process ids of the supervisor and of the program. */
  readonly ownerFile?: string
  /** A folder that goes when the program ends. */
  readonly removeAtEnd?: string
  /** From SIGTERM to SIGKILL. @defaultValue 1,000 */
  readonly graceMilliseconds?: number
  /** Is told each line of output. */
  readonly onLine?: (line: string) => void
}

/** A running program, see `supervise`. */
export interface Supervised {
  /** Resolves with the exit code when the program and what it started have ended. */
  readonly exited: Promise<number>
  /** The end of what it printed. */
  tail(): string
  /** Ends it, and waits for that. */
  stop(): Promise<void>
  /** Lets this process end while the program runs (which ends the program). */
  release(): void
}

/**
 * Runs a program that ends with this process, also when this process is ended by SIGKILL. It has a session of
 * its own: a Ctrl-C in the terminal reaches it only by way of this process.
 */
export function supervise(program: Program): Supervised {
  const { command, ownerFile = '', removeAtEnd = '', graceMilliseconds = 1_000 } = program
  const order = [String(graceMilliseconds), ownerFile, removeAtEnd, command, ...program.args]
  const child = spawn(process.execPath, [supervisorFile, ...order], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    env: { ...program.environment },
    ...(program.folder === undefined ? {} : { cwd: program.folder }),
  })
  // The supervisor may be gone already when the pipe to it is closed.
  child.stdin.on('error', () => {})
  const tail = keepTail(child, program.onLine)
  const exited = new Promise<number>((resolve) => {
    child.on('error', () => resolve(127))
    child.on('close', (code) => resolve(code ?? 1))
  })
  return {
    exited,
    tail,
    async stop() {
      child.ref()
      child.stdin.end()
      await exited
    },
    release() {
      child.unref()
      // Node gives the parent's end of a pipe as a socket, which its types do not say.
      for (const stream of child.stdio) if (stream instanceof Socket) stream.unref()
    },
  }
}

function keepTail(
  child: ChildProcessByStdio<Writable, Readable, Readable>,
  onLine?: (line: string) => void,
): () => string {
  let tail = ''
  for (const stream of [child.stdout, child.stderr]) {
    let line = ''
    stream.setEncoding('utf8').on('data', (text: string) => {
      tail = (tail + text).slice(-tailLength)
      const lines = (line + text).split(/[\r\n]+/)
      line = lines.pop() ?? ''
      for (const whole of lines) onLine?.(whole)
    })
    stream.on('end', () => line && onLine?.(line))
  }
  return () => tail.trim()
}
