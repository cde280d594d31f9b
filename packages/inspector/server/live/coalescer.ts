/** Times in milliseconds. */
interface CoalescerOptions {
  readonly interval: number
  /**
   * By how much a call may come early after a quiet interval: what is asked for now and then hardly ever waits.
   * @defaultValue 0
   */
  readonly early?: number
}

/** A call that is made at once, and then once in every interval, however often it is asked for. */
export class Coalescer {
  readonly #interval: number
  readonly #early: number
  readonly #act: () => void | Promise<void>
  #timer: NodeJS.Timeout | undefined
  #isBusy = false
  #isWanted = false
  /** When the next call is due, if it is asked for all the time. */
  #dueAt = -Infinity

  constructor({ interval, early = 0 }: CoalescerOptions, act: () => void | Promise<void>) {
    this.#interval = interval
    this.#early = early
    this.#act = act
  }

  /** Asks for the call. What is asked for during a call is done in the next one. */
  ask(): void {
    this.#isWanted = true
    if (this.#isBusy || this.#timer !== undefined) return
    const wait = this.#dueAt - this.#early - performance.now()
    if (wait <= 0) void this.#run()
    else {
      this.#timer = setTimeout(() => void this.#run(), wait)
      this.#timer.unref()
    }
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#isWanted = false
  }

  async #run(): Promise<void> {
    this.#timer = undefined
    this.#isWanted = false
    this.#isBusy = true
    this.#dueAt = Math.max(this.#dueAt, performance.now()) + this.#interval
    try {
      await this.#act()
    } finally {
      this.#isBusy = false
      if (this.#isWanted) this.ask()
    }
  }
}
