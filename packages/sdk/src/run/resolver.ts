import type { Flagged } from '../store/flags.ts'
import { resolve, type Resolved } from '../store/operations/resolve.ts'
import type { Store } from '../store/store.ts'
import { pause } from './pause.ts'
import { retryDelay } from './retry-delay.ts'

export interface ResolverEvents {
  onResolved(resolved: Resolved): void
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
  #queue: Flagged[] = []
  #running: Promise<void> | undefined

  constructor(store: Store, events: ResolverEvents) {
    this.#store = store
    this.#events = events
  }

  add(flagged: readonly Flagged[]): void {
    if (flagged.length === 0 || this.#closed.signal.aborted) return
    this.#queue.push(...flagged)
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
    })
  }

  /** Resolves when everything that was added, and everything that followed from it, is done. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running
  }

  /** Finishes the round at hand and takes no more. */
  async close(): Promise<void> {
    this.#closed.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    let failures = 0
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, roundSize)
      try {
        const resolved = await resolve(this.#store, batch)
        failures = 0
        this.#queue.push(...resolved.settled)
        this.#events.onResolved(resolved)
      } catch (error) {
        if (this.#closed.signal.aborted) return
        this.#events.onError(error)
        this.#queue.unshift(...batch)
        failures += 1
        await pause(retryDelay(failures), this.#closed.signal)
      }
      if (this.#closed.signal.aborted) return
    }
  }
}
