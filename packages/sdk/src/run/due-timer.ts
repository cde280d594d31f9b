/** Beyond this a sweeper is early enough, and Node's timers end. */
const longest = 3_600_000

/** Times that are closer than this share a timer, in milliseconds. */
const grain = 10

/** How many timers a process sets; what is beyond them is a sweeper's, within a tick. */
const most = 1_000

/**
 * Looks for due tasks at the very times that this process knows of, so that a short pause before the next
 * attempt is not rounded up to the sweeper's tick. Its timers do not keep the process alive.
 */
export class DueTimer {
  readonly #now: () => Date
  readonly #look: () => void
  readonly #timers = new Map<number, NodeJS.Timeout>()

  constructor(now: () => Date, look: () => void) {
    this.#now = now
    this.#look = look
  }

  /** Looks at this time of the server. */
  at(time: Date): void {
    const milliseconds = Math.max(0, time.getTime() - this.#now().getTime())
    const slot = Math.ceil(time.getTime() / grain)
    if (milliseconds > longest || this.#timers.size >= most || this.#timers.has(slot)) return
    const timer = setTimeout(() => {
      this.#timers.delete(slot)
      this.#look()
    }, milliseconds + grain)
    this.#timers.set(slot, timer.unref())
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }
}
