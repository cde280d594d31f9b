import { defaults } from '../defaults.ts'
import type { EventKind, EventOf, LoomEvent } from './events.ts'

/** Which events a feed has. */
export interface EventFilter<Kind extends EventKind = EventKind> {
  /**
   * The kinds of events; `missed` always comes as well.
   * @defaultValue all
   */
  readonly kinds?: readonly Kind[]
  /** Only events of this DAG. */
  readonly dagId?: string
  /** Only events of tasks of this definition; ends of DAGs are not among them. */
  readonly name?: string
}

export interface EventFeedOptions<Kind extends EventKind = EventKind> extends EventFilter<Kind> {
  /** Ends the feed, also while it waits. */
  readonly signal?: AbortSignal
  /**
   * How many events wait for a slow reader at the most. Beyond it they are dropped, and one `missed` says so.
   * @defaultValue 10000
   */
  readonly buffer?: number
}

/** What one reader gets, in the order in which it happened. `break`, `close()` and the signal end it. */
export class EventFeed<Event extends LoomEvent = LoomEvent>
  implements AsyncIterableIterator<Event, undefined>, AsyncDisposable
{
  readonly #filter: EventFilter
  readonly #size: number
  readonly #onClose: () => Promise<void>
  #buffer: Event[] = []
  #waiting: (() => void)[] = []
  #closed: Promise<void> | undefined

  constructor(options: EventFeedOptions, onClose: () => Promise<void>) {
    this.#filter = options
    this.#size = options.buffer ?? defaults.eventBuffer
    this.#onClose = onClose
    options.signal?.addEventListener('abort', () => void this.close(), { once: true })
    if (options.signal?.aborted === true) void this.close()
  }

  /** How many events wait to be read. */
  get waiting(): number {
    return this.#buffer.length
  }

  /** Adds what happened; for the source of the events. */
  add(events: readonly LoomEvent[]): void {
    if (this.#closed !== undefined) return
    const wanted = events.filter((event) => fits(event, this.#filter)) as Event[]
    if (wanted.length === 0) return
    if (this.#buffer.length + wanted.length > this.#size) this.miss('slow reader')
    else this.#buffer.push(...wanted)
    this.#wake()
  }

  /** Says that events were lost; what still waits is old by then, and dropped. */
  miss(reason: EventOf<'missed'>['reason']): void {
    if (this.#closed !== undefined) return
    const missed: EventOf<'missed'> = { kind: 'missed', reason, at: new Date() }
    this.#buffer = [missed as Event]
    this.#wake()
  }

  /** The next event; done when the feed was closed. */
  async next(): Promise<IteratorResult<Event, undefined>> {
    for (;;) {
      const value = this.#buffer.shift()
      if (value !== undefined) return { value, done: false }
      if (this.#closed !== undefined) return { value: undefined, done: true }
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  /** Ends the feed; what was not read is dropped. */
  close(): Promise<void> {
    this.#closed ??= this.#onClose()
    this.#buffer = []
    this.#wake()
    return this.#closed
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }

  async return(): Promise<IteratorResult<Event, undefined>> {
    await this.close()
    return { value: undefined, done: true }
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

function fits(event: LoomEvent, { kinds, dagId, name }: EventFilter): boolean {
  if (event.kind === 'missed') return true
  if (kinds !== undefined && !kinds.includes(event.kind)) return false
  if (dagId !== undefined && event.dagId !== dagId) return false
  return name === undefined || (event.kind !== 'dagFinished' && event.name === name)
}
