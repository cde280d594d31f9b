/** The event loop of a worker was blocked so long that leases are endangered. */
export interface LagWarning {
  readonly code: 'EVENT_LOOP_LAG'
  /** What happened, what may follow, and what to do about it. */
  readonly message: string
  /** The longest block since the worker started, in milliseconds. */
  readonly longest: number
}

export interface LagMonitorOptions {
  readonly leaseMilliseconds: number
  readonly renewalMilliseconds: number
  readonly onLag: (warning: LagWarning) => void
}

/**
 * Watches the event loop of a process: while it is blocked no lease is renewed. A block of a quarter of the lease,
 * or of the pause between two renewals, is warned of, and then each one that is longer than any before.
 */
export class LagMonitor {
  readonly #options: LagMonitorOptions
  readonly #interval: number
  #timer: NodeJS.Timeout | undefined
  #last = 0
  #longest: number

  constructor(options: LagMonitorOptions) {
    this.#options = options
    this.#interval = Math.max(10, Math.min(500, options.renewalMilliseconds / 4))
    this.#longest = Math.max(options.renewalMilliseconds, options.leaseMilliseconds / 4)
  }

  start(): void {
    this.#last = performance.now()
    this.#timer ??= setInterval(() => this.#check(), this.#interval).unref()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #check(): void {
    const now = performance.now()
    const blocked = Math.round(now - this.#last - this.#interval)
    this.#last = now
    if (blocked < this.#longest) return
    this.#longest = blocked + 1
    this.#options.onLag({ code: 'EVENT_LOOP_LAG', message: this.#explain(blocked), longest: blocked })
  }

  #explain(blocked: number): string {
    const { leaseMilliseconds: lease, renewalMilliseconds: renewal } = this.#options
    const what =
      blocked >= lease
        ? 'Tasks of it may have been recovered elsewhere and run twice'
        : 'Beyond the lease, its tasks are recovered elsewhere and run twice'
    return (
      `The event loop of this worker was blocked for ${blocked} ms, its longest block so far, or the process was paused: ` +
      `meanwhile no lease is renewed (every ${renewal} ms, for ${lease} ms). ${what}. ` +
      `Move long computations into a worker thread or await between their parts, or raise \`times.lease\` of connect().`
    )
  }
}
