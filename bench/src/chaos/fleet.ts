import { startChild, type Child } from '../child.ts'
import type { ChaosWorkerSettings } from './worker.ts'

/** Worker processes of which any may be killed at any time; there are always as many. */
export class Fleet implements AsyncDisposable {
  readonly #settings: ChaosWorkerSettings
  readonly #workers: Child<'ready'>[]
  #killed = 0

  constructor(settings: ChaosWorkerSettings, size: number) {
    this.#settings = settings
    this.#workers = Array.from({ length: size }, () => this.#start())
  }

  get killed(): number {
    return this.#killed
  }

  /** Resolves when every process works. */
  async ready(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.next()))
  }

  /** Kills one of them, the one that the number from 0 to 1 points at, and starts another in its place. */
  async killOne(pick: number): Promise<void> {
    const place = Math.floor(pick * this.#workers.length)
    this.#killed += 1
    await this.#workers[place]?.kill()
    this.#workers[place] = this.#start()
  }

  /** Ends them in good order. */
  async stop(): Promise<void> {
    for (const worker of this.#workers) worker.send('stop')
    await Promise.all(this.#workers.map(({ exited }) => exited))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.kill()))
  }

  #start(): Child<'ready'> {
    return startChild<'ready'>(new URL('worker.ts', import.meta.url), this.#settings)
  }
}
