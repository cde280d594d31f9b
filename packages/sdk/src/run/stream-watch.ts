import { isPermanent, watchReady } from '../store/change-feed.ts'
import type { Store } from '../store/store.ts'
import { pause } from './pause.ts'
import { retryDelay } from './retry-delay.ts'

export interface StreamWatchEvents {
  onReady(name: string | undefined): void
  onError(error: unknown): void
}

/**
 * Keeps the process's change stream open while somebody waits for work. It is a short cut alone: a notice
 * that is lost costs one longer poll.
 */
export class StreamWatch {
  readonly #store: Store
  readonly #events: StreamWatchEvents
  readonly #closed = new AbortController()
  #stream: ReturnType<typeof watchReady>
  #isImpossible = false
  #failures = 0

  constructor(store: Store, events: StreamWatchEvents) {
    this.#store = store
    this.#events = events
  }

  /** Whether notices can be expected now. */
  get isLive(): boolean {
    return this.#stream !== undefined
  }

  /** Opens the stream unless it is open, or cannot be had. */
  open(): void {
    if (this.#stream !== undefined || this.#isImpossible || this.#closed.signal.aborted) return
    this.#stream = watchReady(this.#store, {
      onReady: (name) => {
        this.#failures = 0
        this.#events.onReady(name)
      },
      onError: (error) => void this.#restart(error),
    })
    this.#isImpossible = this.#stream === undefined
  }

  async close(): Promise<void> {
    this.#closed.abort()
    await this.#stream?.close()
  }

  async #restart(error: unknown): Promise<void> {
    const stream = this.#stream
    this.#stream = undefined
    await closeQuietly(stream)
    if (this.#closed.signal.aborted) return
    if (isPermanent(error)) {
      this.#isImpossible = true
      return
    }
    this.#events.onError(error)
    this.#failures += 1
    await pause(retryDelay(this.#failures), this.#closed.signal)
    this.open()
  }
}

/** A stream that failed may fail to close as well. */
async function closeQuietly(stream: ReturnType<typeof watchReady>): Promise<void> {
  try {
    await stream?.close()
  } catch {
    // It is given up either way.
  }
}
