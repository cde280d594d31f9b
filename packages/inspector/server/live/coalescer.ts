/** A call that is made at once, and then at most once in every interval, however often it is asked for. */
export class Coalescer {
  readonly #interval: number
  readonly #act: () => void | Promise<void>
  #timer: NodeJS.Timeout | undefined
  #isBusy = false
  #isWanted = false
  #lastAt = -Infinity

  /** @param interval In milliseconds. */
  constructor(interval: number, act: () => void | Promise<void>) {
    this.#interval = interval
    this.#act = act
  }

  /** Asks for the call. What is asked for during a call is done in the next one. */
  ask(): void {
    this.#isWanted = true
    if (this.#isBusy || this.#timer !== undefined) return
    const wait = this.#lastAt + this.#interval - performance.now()
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
    this.#lastAt = performance.now()
    try {
      await this.#act()
    } finally {
      this.#isBusy = false
      if (this.#isWanted) this.ask()
    }
  }
}
