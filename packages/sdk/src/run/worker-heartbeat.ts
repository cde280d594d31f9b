import { removeWorker, reportWorker, type WorkerReport } from '../store/operations/worker-registry.ts'
import type { Engine } from './engine.ts'

/** Lets everybody know that a worker is alive, and how busy it is. */
export class WorkerHeartbeat {
  readonly #engine: Engine
  readonly #report: () => Omit<WorkerReport, 'id'>
  readonly #id: string
  #timer: NodeJS.Timeout | undefined
  #beat: Promise<void> = Promise.resolve()

  constructor(engine: Engine, report: () => Omit<WorkerReport, 'id'>) {
    this.#engine = engine
    this.#report = report
    this.#id = engine.store.unique()
  }

  start(): void {
    this.#send()
    this.#timer ??= setInterval(() => this.#send(), this.#engine.times.workerHeartbeat).unref()
  }

  /** The last beat must not come after the removal. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#beat
    await removeWorker(this.#engine.store, this.#id).catch((error: unknown) => this.#problem(error))
  }

  #send(): void {
    const report = { id: this.#id, ...this.#report() }
    this.#beat = reportWorker(this.#engine.store, report).catch((error: unknown) => this.#problem(error))
  }

  #problem(error: unknown): void {
    this.#engine.events.emit('problem', error)
  }
}
