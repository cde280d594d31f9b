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
  readonly lookMilliseconds: number
  readonly onError: (error: unknown) => void
}

/** Renews the leases of everything that this process holds, in one write for all of them. */
export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions
  readonly #holds = new Map<string, Hold>()
  #renewal: NodeJS.Timeout | undefined
  #look: NodeJS.Timeout | undefined
  #checking = false

  constructor(options: LeaseKeeperOptions) {
    this.#options = options
  }

  keep(hold: Hold): void {
    this.#holds.set(hold.token + hold.id, hold)
    const { renewalMilliseconds, lookMilliseconds } = this.#options
    this.#renewal ??= setInterval(() => void this.renew(), renewalMilliseconds).unref()
    this.#look ??= setInterval(() => void this.look(), lookMilliseconds).unref()
  }

  drop(hold: Held): void {
    this.#holds.delete(hold.token + hold.id)
    if (this.#holds.size > 0) return
    clearInterval(this.#renewal)
    clearInterval(this.#look)
    this.#renewal = undefined
    this.#look = undefined
  }

  /** What is held now. */
  held(): readonly Hold[] {
    return [...this.#holds.values()]
  }

  /** Renews once; the timer's own work, and a test's. */
  async renew(): Promise<void> {
    const now = performance.now()
    await this.#check(async (holds) => {
      const due = holds.filter(({ renewUntil }) => now < renewUntil)
      const overdue = holds.filter(({ renewUntil }) => now >= renewUntil)
      const { store, leaseMilliseconds } = this.#options
      return [...(await renewLeases(store, due, leaseMilliseconds)), ...(await findLost(store, overdue))]
    })
  }

  /** Looks, between renewals, whether something was cancelled, deleted or expired. */
  async look(): Promise<void> {
    await this.#check((holds) => findLost(this.#options.store, holds))
  }

  /** One check at a time: a slow one must not pile up behind itself. */
  async #check(findLostOf: (holds: readonly Hold[]) => Promise<readonly Held[]>): Promise<void> {
    if (this.#checking) return
    this.#checking = true
    const holds = [...this.#holds.values()]
    try {
      const lost = new Set(await findLostOf(holds))
      for (const hold of holds) {
        if (!lost.has(hold) || !this.#holds.has(hold.token + hold.id)) continue
        this.drop(hold)
        hold.onLost()
      }
    } catch (error) {
      this.#options.onError(error)
    } finally {
      this.#checking = false
    }
  }
}
