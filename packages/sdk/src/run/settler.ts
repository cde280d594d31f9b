import { LeaseLost } from '../errors.ts'
import type { Flagged } from '../store/flags.ts'
import { settle, type Settlement } from '../store/operations/settle.ts'
import type { Store } from '../store/store.ts'

interface Waiting {
  readonly settlement: Settlement
  readonly task: { readonly id: string; readonly name: string; readonly attempt: number }
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** How many settles travel in one bulk. */
const bulkSize = 200

/**
 * Gathers the settles of this process into bulks: those that arrive while a bulk is under way are the next one.
 */
export class Settler {
  readonly #store: Store
  readonly #onFlagged: (flagged: readonly Flagged[]) => void
  #waiting: Waiting[] = []
  #running = false

  constructor(store: Store, onFlagged: (flagged: readonly Flagged[]) => void) {
    this.#store = store
    this.#onFlagged = onFlagged
  }

  /**
   * Settles one task; resolves when it is written.
   * @throws LeaseLost when the claim no longer holds the task.
   */
  settle(settlement: Settlement, task: Waiting['task']): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ settlement, task, resolve, reject })
      if (!this.#running) void this.#run()
    })
  }

  async #run(): Promise<void> {
    this.#running = true
    // Handlers that end in the same turn share a bulk.
    await Promise.resolve()
    while (this.#waiting.length > 0) await this.#send(this.#waiting.splice(0, bulkSize))
    this.#running = false
  }

  async #send(bulk: readonly Waiting[]): Promise<void> {
    try {
      const { flagged, lost } = await settle(
        this.#store,
        bulk.map(({ settlement }) => settlement),
      )
      this.#onFlagged(flagged)
      for (const { settlement, task, resolve, reject } of bulk) {
        if (lost.has(settlement)) reject(new LeaseLost(task, task.attempt))
        else resolve()
      }
    } catch (error) {
      for (const { reject } of bulk) reject(error)
    }
  }
}
