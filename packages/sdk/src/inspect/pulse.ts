import { ping } from '../store/server.ts'
import type { Store } from '../store/store.ts'

/** How often the database is asked whether it is there, in milliseconds, and how long it may take to answer. */
const interval = 1_000
const patience = 2_000

/** Knows whether the database answers, and says when that changes. */
export class Pulse {
  readonly #store: Store
  /** Called with what went wrong, and with nothing when the database is back. */
  readonly #onChange: (error: unknown) => void
  #timer: NodeJS.Timeout
  #isUp = true
  #isClosed = false

  constructor(store: Store, onChange: (error: unknown) => void) {
    this.#store = store
    this.#onChange = onChange
    this.#timer = this.#later(interval)
  }

  /** Something failed: looks at once. */
  suspect(): void {
    clearTimeout(this.#timer)
    if (!this.#isClosed) this.#timer = this.#later(0)
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
  }

  #later(milliseconds: number): NodeJS.Timeout {
    const timer = setTimeout(() => void this.#look(), milliseconds)
    timer.unref()
    return timer
  }

  async #look(): Promise<void> {
    const error = await this.#ask()
    if (this.#isClosed) return
    if ((error === undefined) !== this.#isUp) {
      this.#isUp = error === undefined
      this.#onChange(error)
    }
    clearTimeout(this.#timer)
    this.#timer = this.#later(interval)
  }

  async #ask(): Promise<unknown> {
    try {
      await ping(this.#store.client, this.#store.database, patience)
      return undefined
    } catch (error) {
      return error
    }
  }
}
