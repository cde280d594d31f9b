import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A process of its own, which runs one of the programs of the bench and never outlives its parent. */
export interface Child<Message> extends AsyncDisposable {
  readonly pid: number
  /** Resolves with its next message; rejects when it ends without one. */
  next(): Promise<Message>
  send(message: string): void
  /** Ends it as a crash would. */
  kill(): Promise<void>
  /** Resolves when it has ended. */
  readonly exited: Promise<void>
}

/** Starts a program, with its settings as its only argument. */
export function startChild<Message>(program: URL, settings: object): Child<Message> {
  const child = fork(program, [JSON.stringify(settings)], {
    cwd: fileURLToPath(new URL('.', program)),
    execArgv: ['--import', 'tsx', '--conditions=@taskloom/source'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let complaints = ''
  child.stderr?.on('data', (text) => (complaints = (complaints + String(text)).slice(-4_000)))
  const exited = once(child, 'exit').then(() => undefined)
  const messages: Message[] = []
  child.on('message', (message) => messages.push(message as Message))
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await exited
  }
  return {
    pid: child.pid ?? 0,
    exited,
    async next() {
      if (messages.length === 0) await Promise.race([once(child, 'message'), exited])
      const message = messages.shift()
      if (message !== undefined) return message
      throw new Error(`A process of the bench ended with ${String(child.exitCode)}: ${complaints}`)
    },
    send: (message) => void child.send(message),
    kill,
    [Symbol.asyncDispose]: kill,
  }
}

/** The settings that this process was started with. Without its parent it ends. */
export function settingsOfChild(): unknown {
  process.once('disconnect', () => process.exit(1))
  return JSON.parse(process.argv[2] ?? '{}')
}

/** Waits for the next message of the parent. */
export async function fromParent(): Promise<void> {
  await once(process, 'message')
}

export function toParent(message: unknown): void {
  process.send?.(message)
}
