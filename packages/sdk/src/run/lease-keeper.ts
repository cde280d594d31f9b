import { findLost, renewLeases, type Held } from '../store/operations/renew-leases.ts'
import type { Store } from '../store/store.ts'

/** A task that this process holds. */
export interface Hold extends Held {
  /** Called once, when a renewal finds that somebody else decided over the task. */
  onLost(): void
  /** No renewal after this time of the monotonic clock, in milliseconds; whether it is lost is still asked. */
  readonly renewUntil: number
}

export interface LeaseKeeperOptions {
  readonly store: Store
  readonly leaseMilliseconds: number
  readonly renewalMilliseconds: number
  readonly onError: (error: unknown) => void
}

/** Renews the leases of everything that this process holds, in one write for all of them. */
export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions
  readonly #holds = new Map<string, Hold>()
  #timer: NodeJS.Timeout | undefined
  #renewing = false

  constructor(options: LeaseKeeperOptions) {
    this.#options = options
  }

  keep(hold: Hold): void {
    this.#holds.set(hold.token + hold.id, hold)
    this.#timer ??= setInterval(() => void this.renew(), this.#options.renewalMilliseconds).unref()
  }

  drop(hold: Held): void {
    this.#holds.delete(hold.token + hold.id)
    if (this.#holds.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  /** What is held now. */
  held(): readonly Hold[] {
    return [...this.#holds.values()]
  }

  /** Renews once; the timer's own work, and a test's. */
  async renew(): Promise<void> {
    if (this.#renewing) return
    this.#renewing = true
    const { store, leaseMilliseconds, onError } = this.#options
    const holds = [...this.#holds.values()]
    const now = performance.now()
    const due = holds.filter(({ renewUntil }) => now < renewUntil)
    const overdue = holds.filter(({ renewUntil }) => now >= renewUntil)
    try {
      const lost = await renewLeases(store, due, leaseMilliseconds)
      for (const hold of await findLost(store, overdue)) lost.add(hold)
      for (const hold of holds) {
        if (!lost.has(hold) || !this.#holds.has(hold.token + hold.id)) continue
        this.drop(hold)
        hold.onLost()
      }
    } catch (error) {
      onError(error)
    } finally {
      this.#renewing = false
    }
  }
}
