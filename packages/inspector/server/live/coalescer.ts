/** By how much of an interval a call may come early, after one in which there was none. */
const early = 0.8

/**
 * A call that is made at once, and then once in every interval, however often it is asked for. One may come early: what
 * is asked for now and then hardly ever waits, and the number of calls stays that of the intervals, plus one.
 */
export class Coalescer {
  readonly #interval: number
  readonly #act: () => void | Promise<void>
  #timer: NodeJS.Timeout | undefined
  #isBusy = false
  #isWanted = false
  /** When the next call is due, if it is asked for all the time. */
  #dueAt = -Infinity

  /** @param interval In milliseconds. */
  constructor(interval: number, act: () => void | Promise<void>) {
    this.#interval = interval
    this.#act = act
  }

  /** Asks for the call. What is asked for during a call is done in the next one. */
  ask(): void {
    this.#isWanted = true
    if (this.#isBusy || this.#timer !== undefined) return
    const wait = this.#dueAt - early * this.#interval - performance.now()
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
