import { readPaused } from '../store/operations/pause-definition.ts'
import type { Store } from '../store/store.ts'

/** How long a look at the pauses is good for, in milliseconds: a pause is honoured at most this late. */
const goodFor = 1_000

/** The definitions of which nothing may be claimed now, as every claim loop of this process sees them. */
export class PausedDefinitions {
  readonly #store: Store
  #names: ReadonlySet<string> = new Set()
  #readAt = Number.NEGATIVE_INFINITY
  #reading: Promise<void> | undefined

  constructor(store: Store) {
    this.#store = store
  }

  /** Those of the names that may be claimed. */
  async claimable(names: readonly string[]): Promise<readonly string[]> {
    if (performance.now() - this.#readAt >= goodFor) await (this.#reading ??= this.#read())
    return this.#names.size === 0 ? names : names.filter((name) => !this.#names.has(name))
  }

  /** Makes the next claim look anew. */
  forget(): void {
    this.#readAt = Number.NEGATIVE_INFINITY
  }

  async #read(): Promise<void> {
    try {
      this.#names = new Set(await readPaused(this.#store))
      this.#readAt = performance.now()
    } finally {
      this.#reading = undefined
    }
  }
}
