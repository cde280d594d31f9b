import type { StreamWatch } from '../run/stream-watch.ts'
import type { EngineTimes } from '../run/times.ts'
import type { Store } from '../store/store.ts'
import { EventFeed, type EventFeedOptions } from './event-feed.ts'
import type { EventSink, EventSource } from './event-source.ts'
import type { LoomEvent } from './events.ts'
import { PollSource } from './poll-source.ts'
import { StreamSource } from './stream-source.ts'

export interface EventHubParts {
  readonly store: Store
  readonly stream: StreamWatch
  readonly times: EngineTimes
  /** Whether a source may create the indexes that it walks. */
  readonly createsIndexes: boolean
  readonly onError: (error: unknown) => void
}

/**
 * Shares one source of events among all feeds of the process. It is opened with the first feed and closed
 * with the last.
 */
export class EventHub implements EventSink {
  readonly #parts: EventHubParts
  readonly #feeds = new Set<EventFeed>()
  #source: EventSource | undefined
  /** Openings and closings come one after the other. */
  #turn: Promise<void> = Promise.resolve()

  constructor(parts: EventHubParts) {
    this.#parts = parts
  }

  /** Opens a feed; resolves when it misses nothing any more. */
  async open(options: EventFeedOptions): Promise<EventFeed> {
    const feed = new EventFeed(options, async () => {
      this.#feeds.delete(feed)
      await this.#takeTurn()
    })
    this.#feeds.add(feed)
    try {
      await this.#takeTurn()
    } catch (error) {
      await feed.close()
      throw error
    }
    return feed
  }

  take(events: readonly LoomEvent[]): void {
    for (const feed of this.#feeds) feed.add(events)
  }

  miss(): void {
    for (const feed of this.#feeds) feed.miss('interrupted')
  }

  fail(error: unknown): void {
    this.#parts.onError(error)
  }

  /** Something happened in this process. */
  nudge(): void {
    this.#source?.nudge()
  }

  /** Ends every feed. */
  async close(): Promise<void> {
    await Promise.all([...this.#feeds].map((feed) => feed.close()))
  }

  #takeTurn(): Promise<void> {
    const turn = this.#turn.then(() => this.#adjust())
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  /** Opens or closes the source, as there are feeds or none. */
  async #adjust(): Promise<void> {
    if (this.#feeds.size > 0) {
      this.#source ??= await this.#openSource()
      return
    }
    const source = this.#source
    this.#source = undefined
    await source?.close()
  }

  async #openSource(): Promise<EventSource> {
    const { store, stream } = this.#parts
    const streaming = new StreamSource(store, stream, this)
    if (await streaming.open()) return streaming
    const polling = new PollSource(this.#parts, this)
    await polling.open()
    return polling
  }
}
