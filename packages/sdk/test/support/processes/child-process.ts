import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A node process of a test, which runs one of the programs beside this file. It never outlives the test. */
export interface TestProcess extends AsyncDisposable {
  readonly pid: number
  /** Resolves with the next message of this kind. */
  message(kind: string): Promise<void>
  /** Asks it to end in good order; resolves with its exit code, and rejects when it complained. */
  stop(): Promise<number | null>
  /** Resolves with its exit code when it ends by itself. */
  ended(): Promise<number | null>
  /** Resolves with the signal that ended it; null when it ended by itself, and rejects when it complained. */
  endedBy(): Promise<NodeJS.Signals | null>
  /** Lets go of it, as the death of its parent would. */
  disconnect(): void
  /** Ends it as a crash would. */
  kill(): Promise<void>
}

/** Starts a program with its settings; resolves when it says that it is ready. */
export async function startProcess(program: string, settings: object): Promise<TestProcess> {
  const file = fileURLToPath(new URL(`${program}.ts`, import.meta.url))
  const child = fork(file, [JSON.stringify(settings)], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    execArgv: ['--import', 'tsx', '--conditions=@taskloom/source'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const output: string[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => output.push(String(text)))
  const exited = once(child, 'exit').then(() => child.exitCode)
  const message = nextMessages(child, exited, output)
  await message('ready')
  const ended = async (): Promise<number | null> => {
    const code = await exited
    if (code !== 0) throw new Error(`The process ended with ${String(code)}: ${output.join('')}`)
    return code
  }
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await exited
  }
  return {
    pid: child.pid ?? 0,
    message,
    ended,
    stop: () => {
      child.send('stop')
      return ended()
    },
    endedBy: async () => {
      await exited
      if (child.signalCode === null) await ended()
      return child.signalCode
    },
    disconnect: () => child.disconnect(),
    kill,
    [Symbol.asyncDispose]: kill,
  }
}

/** Messages are kept until somebody asks for them. */
function nextMessages(child: ChildProcess, exited: Promise<unknown>, output: readonly string[]) {
  const counts = new Map<string, number>()
  const waiting: { readonly kind: string; readonly resolve: () => void }[] = []
  child.on('message', (said) => {
    const kind = typeof said === 'string' ? said : 'something else'
    const next = waiting.findIndex((each) => each.kind === kind)
    if (next >= 0) waiting.splice(next, 1)[0]?.resolve()
    else counts.set(kind, (counts.get(kind) ?? 0) + 1)
  })
  return async (kind: string): Promise<void> => {
    const count = counts.get(kind) ?? 0
    if (count > 0) {
      counts.set(kind, count - 1)
      return
    }
    const came = new Promise<string>((resolve) => waiting.push({ kind, resolve: () => resolve('came') }))
    const what = await Promise.race([came, exited])
    if (what !== 'came') throw new Error(`The process ended before it said ${kind}: ${output.join('')}`)
  }
}
