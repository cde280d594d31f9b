import { CommandError } from './command-error.ts'

/** One program: what it does, and how it speaks of what goes wrong. */
export interface Command {
  readonly usage: string
  /** Errors, besides `CommandError`, whose message tells a person everything. */
  readonly plainErrors: readonly (new (...given: never[]) => Error)[]
  /** Does the work; what it returns is printed. The signal is aborted by Ctrl-C. */
  run(args: readonly string[], surroundings: CommandSurroundings): Promise<string | CommandResult>
}

/** What a program that judges something came to. */
export interface CommandResult {
  readonly text: string
  /** Whether the program ends with 0. */
  readonly isGood: boolean
}

export interface CommandSurroundings {
  readonly signal: AbortSignal
  /** Tells the person how far the work is, beside the result. */
  say(line: string): void
}

/** A Ctrl-C in a terminal reaches the processes around this one too, which may pass it on. */
const echoMilliseconds = 1_000

/**
 * Runs a program to its end and leaves the process: with 0, with 1 after an error or a bad result, with 130 after Ctrl-C. The first
 * Ctrl-C asks for an orderly end, a second one does not wait for it.
 */
export async function runCommand(command: Command): Promise<never> {
  const interrupted = listenForInterrupts()
  process.exit(await finish(command, interrupted))
}

function listenForInterrupts(): AbortSignal {
  const interrupted = new AbortController()
  let interruptedAt = Number.POSITIVE_INFINITY
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (performance.now() - interruptedAt > echoMilliseconds) process.exit(130)
      if (interrupted.signal.aborted) return
      interruptedAt = performance.now()
      interrupted.abort(new CommandError('Interrupted.'))
    })
  }
  return interrupted.signal
}

async function finish(command: Command, signal: AbortSignal): Promise<number> {
  try {
    const args = process.argv.slice(2)
    const result = args.includes('--help') ? command.usage : await command.run(args, { signal, say })
    const { text, isGood } = typeof result === 'string' ? { text: result, isGood: true } : result
    process.stdout.write(`${text}\n`)
    return isGood ? 0 : 1
  } catch (error) {
    const reason: unknown = signal.aborted ? signal.reason : error
    const isPlain = [CommandError, ...command.plainErrors].some((plain) => reason instanceof plain)
    console.error(isPlain && reason instanceof Error ? reason.message : reason)
    return signal.aborted ? 130 : 1
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
