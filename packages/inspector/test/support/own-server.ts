import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { startLocalMongo, type LocalMongo, type Topology } from '@taskloom/local-mongo'

/** A database server of a test's own, which can be frozen, and stopped and started again with its data. */
export class OwnServer implements AsyncDisposable {
  readonly #folder: string
  readonly #topology: Topology
  #server: LocalMongo
  #isFrozen = false

  private constructor(folder: string, topology: Topology, server: LocalMongo) {
    this.#folder = folder
    this.#topology = topology
    this.#server = server
  }

  static async start(topology: Topology): Promise<OwnServer> {
    const folder = await mkdtemp(join(tmpdir(), 'taskloom-own-server-'))
    return new OwnServer(folder, topology, await startLocalMongo({ topology, home: { folder } }))
  }

  get uri(): string {
    return this.#server.uri
  }

  /** It neither answers nor forgets anything. */
  freeze(): void {
    this.#isFrozen = true
    process.kill(this.#pid, 'SIGSTOP')
  }

  thaw(): void {
    this.#isFrozen = false
    process.kill(this.#pid, 'SIGCONT')
  }

  async stop(): Promise<void> {
    await this.#server.stop()
  }

  /** At the same port, with the same data. */
  async startAgain(): Promise<void> {
    const port = Number(new URL(this.uri).port)
    this.#server = await startLocalMongo({ topology: this.#topology, home: { folder: this.#folder, port } })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isFrozen) this.thaw()
    await this.#server.stop()
    await rm(this.#folder, { recursive: true, force: true })
  }

  get #pid(): number {
    const { pid } = this.#server
    if (pid === undefined) throw new Error('The server has no process of its own.')
    return pid
  }
}
