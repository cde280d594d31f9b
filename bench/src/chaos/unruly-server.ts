import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { startLocalMongo, type LocalMongo } from '@taskloom/local-mongo'

/** A database that can be paused, and stopped and started again with its data. */
export class UnrulyServer implements AsyncDisposable {
  readonly #folder: string
  readonly #say: (line: string) => void
  #server: LocalMongo
  #port: number

  private constructor(folder: string, server: LocalMongo, say: (line: string) => void) {
    this.#folder = folder
    this.#server = server
    this.#say = say
    this.#port = Number(new URL(server.uri).port)
  }

  static async start(say: (line: string) => void): Promise<UnrulyServer> {
    const folder = await mkdtemp(join(tmpdir(), 'taskloom-chaos-'))
    return new UnrulyServer(folder, await startLocalMongo({ home: { folder }, onMessage: say }), say)
  }

  get local(): LocalMongo {
    return this.#server
  }

  /** Lets it neither answer nor forget anything for a while. */
  async pause(milliseconds: number): Promise<void> {
    const { pid } = this.#server
    if (pid === undefined) throw new Error('The server has no process of its own that could be paused.')
    process.kill(pid, 'SIGSTOP')
    try {
      await delay(milliseconds)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
  }

  /** Ends it, and starts it again at the same place with the same data. */
  async restart(): Promise<void> {
    await this.#server.stop()
    this.#server = await startLocalMongo({
      home: { folder: this.#folder, port: this.#port },
      onMessage: this.#say,
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop()
    await rm(this.#folder, { recursive: true, force: true })
  }
}
