import {
  isHistoryLost,
  isPermanent,
  openStream,
  type OpenStream,
  type StoredChange,
  type StreamScope,
} from '../store/change-feed.ts'
import type { Store } from '../store/store.ts'
import { pause } from './pause.ts'
import { retryDelay } from './retry-delay.ts'

export interface StreamWatchEvents {
  onReady(name: string | undefined): void
  onError(error: unknown): void
}

/** Who wants to hear of everything, not of what becomes ready alone. */
export interface StreamReader {
  onChange(change: StoredChange): void
  /** Changes were lost: the server no longer had them when the stream was interrupted. */
  onMissed(): void
}

/**
 * Keeps the one change stream of the process open while somebody waits for work, or reads everything. For
 * those who wait it is a short cut alone: a notice that is lost costs one longer poll. For a reader it goes
 * on where it was interrupted.
 */
export class StreamWatch {
  readonly #store: Store
  readonly #events: StreamWatchEvents
  readonly #closed = new AbortController()
  #stream: OpenStream | undefined
  /** Whether nothing is missed by it any more. */
  #isOpen = false
  #token: unknown
  /** Whether changes were lost since the last stream that was open. */
  #hasMissed = false
  #isWanted = false
  #reader: StreamReader | undefined
  #isImpossible = false
  #failures = 0
  /** Whoever waits for the stream to be open, or for what says that there will be none. */
  readonly #waiting: (() => void)[] = []

  constructor(store: Store, events: StreamWatchEvents) {
    this.#store = store
    this.#events = events
  }

  /** Whether notices can be expected now. */
  get isLive(): boolean {
    return this.#stream !== undefined
  }

  /** Opens the stream for somebody who waits, unless it is open, or cannot be had. */
  open(): void {
    this.#isWanted = true
    if (this.#stream === undefined) this.#open()
  }

  /**
   * Widens the stream to everything, for a reader. Resolves when nothing is missed any more; with false where
   * the server has no change streams.
   */
  async read(reader: StreamReader): Promise<boolean> {
    this.#reader = reader
    await this.#reopen()
    return !this.#isImpossible
  }

  /** The reader is gone: the stream is narrowed again, or closed. */
  async unread(): Promise<void> {
    this.#reader = undefined
    await this.#reopen()
  }

  async close(): Promise<void> {
    this.#closed.abort()
    this.#answer()
    await this.#stream?.close()
  }

  async #reopen(): Promise<void> {
    const stream = this.#stream
    this.#stream = undefined
    this.#token = undefined
    this.#hasMissed = false
    this.#isOpen = false
    await closeQuietly(stream)
    if (this.#reader === undefined && !this.#isWanted) return this.#answer()
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve)
      this.#open()
    })
  }

  #answer(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  /** Opens the stream. Where somebody has opened it meanwhile, it need not be open yet. */
  #open(): void {
    if (this.#isOpen || this.#isImpossible || this.#closed.signal.aborted) return this.#answer()
    if (this.#stream !== undefined) return
    const scope: StreamScope = this.#reader === undefined ? 'ready' : 'everything'
    const stream = openStream(
      this.#store,
      { scope, resumeAfter: this.#token },
      {
        onReady: (name) => {
          this.#failures = 0
          this.#events.onReady(name)
        },
        onChange: (change) => this.#reader?.onChange(change),
        onOpen: () => {
          if (this.#stream !== stream) return
          this.#isOpen = true
          // Not before: whoever reads anew because of it must miss nothing afterwards.
          if (this.#hasMissed) this.#reader?.onMissed()
          this.#hasMissed = false
          this.#answer()
        },
        onError: (error) => void this.#restart(stream, error),
      },
    )
    this.#stream = stream
    this.#isImpossible = stream === undefined
    if (this.#isImpossible) this.#answer()
  }

  async #restart(stream: OpenStream | undefined, error: unknown): Promise<void> {
    if (this.#stream !== stream) return
    this.#stream = undefined
    this.#isOpen = false
    this.#token = stream?.resumeToken
    await closeQuietly(stream)
    if (this.#closed.signal.aborted) return this.#answer()
    if (isPermanent(error)) {
      this.#isImpossible = true
      return this.#answer()
    }
    this.#events.onError(error)
    if (this.#token === undefined || isHistoryLost(error)) {
      this.#token = undefined
      this.#hasMissed = true
    }
    this.#failures += 1
    await pause(retryDelay(this.#failures), this.#closed.signal)
    this.#open()
  }
}

/** A stream that failed may fail to close as well. */
async function closeQuietly(stream: OpenStream | undefined): Promise<void> {
  try {
    await stream?.close()
  } catch {
    // It is given up either way.
  }
}
