import type { LiveEventName, LiveEvents } from '../../shared/live.ts'
import { eventsPath } from '../../shared/routes.ts'
import type { EventStream, Transport } from '../api/transport.ts'
import { createStore, type Store } from '../store.ts'
import { now } from './clock.ts'

/** How the page comes to know of changes. `stream` and `polling` say what the server does; both are live. */
export type LiveStatus = 'connecting' | 'stream' | 'polling' | 'paused' | 'offline'

type Listener<Name extends LiveEventName> = (event: LiveEvents[Name]) => void

const names = ['hello', 'tasks', 'dirty', 'removed', 'stats', 'dag', 'action', 'database', 'reset'] as const

/** Longer than a glance at another tab, shorter than a coffee: after it a hidden page frees its connection. */
const hiddenMilliseconds = 60_000
const settleMilliseconds = 30
const longestRetryMilliseconds = 15_000
/** After as many failed tries the page is kept fresh by polling meanwhile. */
const triesBeforePolling = 2

interface Options {
  readonly transport: Transport
  readonly base: string
  /** Asks the server once and refreshes what is shown; tells whether the server answered. */
  readonly poll: () => Promise<boolean>
  readonly pollMilliseconds?: number
  /** Reads again what changed while nothing told of it, and what could not be read. */
  readonly onGap: () => void
}

/**
 * One stream of events for the page. It opens while somebody wants a topic, resumes where it left off, closes
 * when the page is hidden for a minute or the reader pauses, and falls back to polling when streams are cut.
 */
export class LiveConnection {
  readonly status: Store<LiveStatus> = createStore<LiveStatus>('connecting')
  readonly #options: Options
  readonly #topics = new Map<string, number>()
  readonly #listeners = new Map<LiveEventName, Set<(event: never) => void>>()
  #stream: EventStream | undefined
  #openTopics = ''
  /** What the stream has told of without a break until now. */
  #covered = new Set<string>()
  #lastEventId = ''
  #failures = 0
  #awaySince: number | undefined
  #isPaused = false
  #isHidden = false
  #isPolling = false
  #timers = new Map<string, ReturnType<typeof setTimeout>>()

  constructor(options: Options) {
    this.#options = options
  }

  /** Wants a topic (`stats`, `tasks`, `dag:<id>`, `task:<id>`, `action:<id>`) until the returned function is called. */
  want(topic: string): () => void {
    this.#topics.set(topic, (this.#topics.get(topic) ?? 0) + 1)
    this.#later('settle', settleMilliseconds, () => this.#reconnect())
    return () => {
      const left = (this.#topics.get(topic) ?? 1) - 1
      if (left === 0) this.#topics.delete(topic)
      else this.#topics.set(topic, left)
      this.#later('settle', settleMilliseconds, () => this.#reconnect())
    }
  }

  on<Name extends LiveEventName>(name: Name, listener: Listener<Name>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners.add(listener))
    return () => listeners.delete(listener)
  }

  /** Freezes what is shown; called again, it goes on from where it stopped. */
  togglePause(): void {
    this.#isPaused = !this.#isPaused
    if (this.#isPaused) {
      this.#close()
      this.status.set('paused')
    } else {
      this.#failures = 0
      this.status.set('connecting')
      this.#reconnect()
    }
  }

  get isPaused(): boolean {
    return this.#isPaused
  }

  /** Since when nothing was heard of the server, in milliseconds since 1970; undefined while it answers. */
  get awaySince(): number | undefined {
    return this.#awaySince
  }

  /** Tells it whether the page can be seen. */
  setHidden(isHidden: boolean): void {
    if (isHidden) {
      this.#later('hidden', hiddenMilliseconds, () => {
        this.#isHidden = true
        this.#close()
      })
      return
    }
    this.#cancel('hidden')
    if (!this.#isHidden) return
    this.#isHidden = false
    this.#reconnect()
  }

  /** Tries again now, after the reader asked for it or the network came back. */
  retryNow(): void {
    this.#failures = 0
    this.#close()
    this.#reconnect()
  }

  close(): void {
    this.#close()
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }

  #reconnect(): void {
    const topics = [...this.#topics.keys()].toSorted().join(',')
    if (this.#isPaused || this.#isHidden) return
    if (topics === this.#openTopics && this.#stream !== undefined) return
    this.#close()
    if (topics === '') return
    this.#openTopics = topics
    const query = new URLSearchParams({ topics })
    if (this.#lastEventId !== '') query.set('lastEventId', this.#lastEventId)
    const { transport, base } = this.#options
    const stream = transport.openEvents(`${base}api${eventsPath}?${query.toString()}`)
    this.#stream = stream
    for (const name of names) stream.addEventListener(name, (event) => this.#receive(stream, name, event))
    stream.addEventListener('error', () => this.#failed(stream))
  }

  #receive(stream: EventStream, name: LiveEventName, event: Event): void {
    if (stream !== this.#stream || !(event instanceof MessageEvent)) return
    if (event.lastEventId !== '') this.#lastEventId = event.lastEventId
    const data = JSON.parse(String(event.data)) as LiveEvents[LiveEventName]
    if (name === 'hello') this.#opened(data as LiveEvents['hello'])
    for (const listener of this.#listeners.get(name) ?? []) listener(data as never)
  }

  #opened(hello: LiveEvents['hello']): void {
    const topics = this.#openTopics.split(',')
    const hasGap = this.#failures > 0 || topics.some((topic) => !this.#covered.has(topic))
    this.#covered = new Set(topics)
    this.#failures = 0
    this.#awaySince = undefined
    this.#cancel('poll')
    this.#isPolling = false
    this.status.set(hello.live)
    if (hasGap) this.#options.onGap()
  }

  #failed(stream: EventStream): void {
    if (stream !== this.#stream) return
    this.#close()
    this.#failures += 1
    this.#awaySince ??= now()
    if (this.#failures >= triesBeforePolling) this.#startPolling()
    const wait = Math.min(longestRetryMilliseconds, 500 * 2 ** this.#failures)
    this.#later('retry', wait, () => this.#reconnect())
  }

  #startPolling(): void {
    if (this.#isPolling) return
    this.#isPolling = true
    void this.#pollOnce()
  }

  async #pollOnce(): Promise<void> {
    const isAnswered = await this.#options.poll()
    if (!this.#isPolling || this.#isPaused) return
    this.#awaySince = isAnswered ? undefined : (this.#awaySince ?? now())
    this.status.set(isAnswered ? 'polling' : 'offline')
    this.#later('poll', this.#options.pollMilliseconds ?? 3_000, () => void this.#pollOnce())
  }

  #close(): void {
    this.#stream?.close()
    this.#stream = undefined
    this.#openTopics = ''
    this.#cancel('retry')
    if (!this.#isPaused && !this.#isHidden) return
    this.#isPolling = false
    this.#cancel('poll')
  }

  #later(name: string, milliseconds: number, act: () => void): void {
    this.#cancel(name)
    this.#timers.set(name, setTimeout(act, milliseconds))
  }

  #cancel(name: string): void {
    clearTimeout(this.#timers.get(name))
    this.#timers.delete(name)
  }
}
