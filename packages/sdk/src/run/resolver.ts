import type { Flagged, TaskEnd } from '../store/flags.ts'
import { resolve, type Resolved, type RoundEvents } from '../store/operations/resolve.ts'
import type { Store } from '../store/store.ts'
import { pause } from './pause.ts'
import { retryDelay } from './retry-delay.ts'

export interface ResolverEvents extends RoundEvents {
  onResolved(resolved: Pick<Resolved, 'finishedDags'>): void
  onError(error: unknown): void
}

/** How many flagged tasks of a kind one round takes. */
const roundSize = 200

/**
 * The resolver of this process: takes what was flagged here, round by round, until nothing is left.
 * Flags that come in during a round are the next round's, all together: that is what keeps a fan-in cheap.
 * What this process cannot do, because it died or lost its database, the sweeper finds by the stored flags.
 */
export class Resolver {
  readonly #store: Store
  readonly #events: ResolverEvents
  readonly #closed = new AbortController()
  /** Whose end was said: a round that failed is repeated, and must not say it again. */
  readonly #told = new WeakSet<Flagged>()
  #queue: Flagged[] = []
  #running: Promise<void> | undefined
  #round: Promise<boolean> = Promise.resolve(true)

  constructor(store: Store, events: ResolverEvents) {
    this.#store = store
    this.#events = events
  }

  add(flagged: readonly Flagged[]): void {
    if (flagged.length === 0 || this.#closed.signal.aborted) return
    // One by one: so many arguments as there may be would not fit on the stack.
    for (const each of flagged) this.#queue.push(each)
    this.#running ??= this.#run()
  }

  /** Resolves when everything that was added, and everything that followed from it, is done. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running
  }

  /** The same, but waits no longer once a round has failed: it is tried again in the background. */
  async rest(): Promise<void> {
    while (this.#running !== undefined) if (!(await this.#round)) return
  }

  /** Finishes everything that was added, unless a round fails, and takes no more. */
  async close(): Promise<void> {
    this.#closed.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    for (let failures = 0; this.#queue.length > 0;) {
      this.#round = this.#resolveSome()
      failures = (await this.#round) ? 0 : failures + 1
      // In the background: a script whose client is closed must not be kept alive by what cannot succeed.
      if (failures > 0) await pause(retryDelay(failures), this.#closed.signal, { background: true })
      if (failures > 0 && this.#closed.signal.aborted) break
    }
    // In the same turn in which the queue was found empty: what is added later must start a run of its own.
    this.#running = undefined
  }

  /** One round; false when it failed, and then everything is still to do. */
  async #resolveSome(): Promise<boolean> {
    const batch = this.#queue.splice(0, roundSize)
    try {
      const resolved = await resolve(this.#store, batch, {
        onReady: (names) => this.#events.onReady(names),
        onEnds: (ends) => this.#tell(batch, ends),
        onCleared: (ends) => this.#events.onCleared(ends),
      })
      for (const each of resolved.flagged) this.#queue.push(each)
      this.#events.onResolved(resolved)
      return true
    } catch (error) {
      this.#queue.unshift(...batch)
      this.#events.onError(error)
      return false
    }
  }

  #tell(batch: readonly Flagged[], ends: ReadonlyMap<string, TaskEnd>): void {
    const news = new Map<string, TaskEnd>()
    for (const flagged of batch) {
      const end = flagged.kind === 'unresolved' ? ends.get(flagged.id) : undefined
      if (end === undefined || this.#told.has(flagged)) continue
      this.#told.add(flagged)
      news.set(flagged.id, end)
    }
    this.#events.onEnds(news)
  }
}
