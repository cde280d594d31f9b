import { gridLayout } from './grid-layout.ts'
import type { Layout, LayoutInput } from './layout.ts'

export interface LaidOut {
  readonly layout: Layout
  /** True when the layout did not end in time and tasks stand in rows instead. */
  readonly isGivenUp: boolean
}

export interface LayoutWorkersOptions {
  readonly start?: () => Worker
  /** Milliseconds after which a layout is given up; default 5 s. */
  readonly deadline?: number
}

/**
 * Runs layouts in a worker. A new request ends the one before: its worker is thrown away and the spare one, which
 * has been started meanwhile, takes over.
 */
export class LayoutWorkers {
  readonly #start: () => Worker
  readonly #deadline: number
  #worker: Worker
  #spare: Worker | undefined
  #cancel: (() => void) | undefined

  constructor({ start = startWorker, deadline = 5_000 }: LayoutWorkersOptions = {}) {
    this.#start = start
    this.#deadline = deadline
    this.#worker = start()
  }

  /** Lays out; undefined when a later request or `close` came before the end. */
  async layOut(input: LayoutInput): Promise<LaidOut | undefined> {
    this.cancel()
    const laidOut = await this.#run(input)
    if (laidOut !== undefined) this.#spare ??= this.#start()
    return laidOut
  }

  /** Ends the layout that is under way, if any. */
  cancel(): void {
    this.#cancel?.()
  }

  close(): void {
    this.cancel()
    this.#worker.terminate()
    this.#spare?.terminate()
    this.#spare = undefined
  }

  #run(input: LayoutInput): Promise<LaidOut | undefined> {
    const worker = this.#worker
    return new Promise((resolve) => {
      const ending = new AbortController()
      const end = (laidOut: LaidOut | undefined): void => {
        clearTimeout(timer)
        ending.abort()
        this.#cancel = undefined
        resolve(laidOut)
      }
      const giveUp = (): void => {
        this.#replaceWorker()
        end({ layout: gridLayout(input), isGivenUp: true })
      }
      const timer = setTimeout(giveUp, this.#deadline)
      this.#cancel = () => {
        this.#replaceWorker()
        end(undefined)
      }
      const { signal } = ending
      const take = ({ data }: MessageEvent<Layout>): void => end({ layout: data, isGivenUp: false })
      worker.addEventListener('message', take, { signal })
      worker.addEventListener('error', giveUp, { signal })
      // A worker has no origin to name.
      // oxlint-disable-next-line unicorn/require-post-message-target-origin
      worker.postMessage(input)
    })
  }

  #replaceWorker(): void {
    this.#worker.terminate()
    this.#worker = this.#spare ?? this.#start()
    this.#spare = undefined
  }
}

let warm: Worker | undefined

/** Starts a worker ahead of its use: while the graph is still being read. */
export function warmUpLayout(): void {
  warm ??= newWorker()
}

function startWorker(): Worker {
  const worker = warm ?? newWorker()
  warm = undefined
  return worker
}

function newWorker(): Worker {
  return new Worker(new URL('layout.worker.ts', import.meta.url), { type: 'module' })
}
