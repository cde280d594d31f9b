import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import { type Notice, noticeSchema } from './notice.ts'

const file = fileURLToPath(new URL('worker-process.ts', import.meta.url))

/** How long a worker has to end by itself. */
const graceMilliseconds = 5_000

/** What a worker process needs. */
export interface WorkerOrder {
  readonly uri: string
  readonly database: string
}

/** A worker process, seen from the process that started it. */
export class WorkerHandle {
  readonly pid: number
  /** Resolves when it claims tasks; rejects when it ends before. */
  readonly ready: Promise<void>
  /** Resolves when it has ended. */
  readonly ended: Promise<void>
  /** How many tasks it has done; undefined before its orderly end. */
  tasks: number | undefined
  readonly #child: ChildProcess

  constructor({ uri, database }: WorkerOrder) {
    // By the environment, which others on the machine cannot read: the address may hold a password.
    this.#child = fork(file, [database], { env: { ...process.env, MONGODB_URI: uri } })
    this.pid = this.#child.pid ?? 0
    this.ended = once(this.#child, 'exit').then(() => undefined)
    this.ready = Promise.race([
      new Promise<void>((resolve) => this.#child.on('message', (message) => this.#hear(message, resolve))),
      this.ended.then(() => Promise.reject(new Error(`Worker process ${this.pid} could not start.`))),
    ])
    // Who stops before all are ready is not interested.
    this.ready.catch(() => undefined)
  }

  /** Lets it end what it is doing, and waits until it has ended. */
  async stop(): Promise<void> {
    if (this.#child.connected) this.#child.send('stop', () => undefined)
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), graceMilliseconds)
    await this.ended
    clearTimeout(timer)
  }

  #hear(message: unknown, onReady: () => void): void {
    const notice: Notice = noticeSchema.parse(message)
    if (notice.kind === 'ready') onReady()
    else this.tasks = notice.tasks
  }
}
