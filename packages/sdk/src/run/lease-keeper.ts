import { TaskloomError } from '../errors.ts'
import { findLost, renewLeases, type Held } from '../store/operations/renew-leases.ts'
import type { Store } from '../store/store.ts'
import { pause } from './pause.ts'

/** A task that this process holds. */
export interface Hold extends Held {
  /** Called once, when it is found that somebody else decided over the task. */
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

/** How long an answer is waited for at the least, in milliseconds, however short the leases are. */
const shortestPatience = 1_000

/** Renews the leases of everything that this process holds, in one write for all of them. */
export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions
  readonly #holds = new Map<string, Hold>()
  #renewal: NodeJS.Timeout | undefined
  #look: NodeJS.Timeout | undefined
  #isRenewing = false
  #isRenewalDue = false
  #isLooking = false

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

  /**
   * Renews once; the timer's own work, and a test's. One that meets another is done when that has ended.
   * It waits for nothing but its own writes, and for those no longer than half a lease: a look may take longer than
   * a lease, and a write that is stuck on its way must not keep the next one from being made in time.
   */
  async renew(): Promise<void> {
    this.#isRenewalDue = true
    if (this.#isRenewing) return
    this.#isRenewing = true
    let areAllHeld = true
    try {
      while (this.#isRenewalDue) {
        this.#isRenewalDue = false
        areAllHeld = await this.#renewAll()
      }
    } finally {
      this.#isRenewing = false
    }
    if (!areAllHeld) await this.look()
  }

  /** Looks whether something was cancelled, deleted, expired or taken over. One that meets another does nothing. */
  async look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    try {
      const lost = await findLost(this.#options.store, this.held())
      for (const hold of lost) {
        if (!this.#holds.has(hold.token + hold.id)) continue
        this.drop(hold)
        hold.onLost()
      }
    } catch (error) {
      this.#options.onError(error)
    } finally {
      this.#isLooking = false
    }
  }

  /** Returns whether the renewal found everything still held; one that fails found nothing out. */
  async #renewAll(): Promise<boolean> {
    const { store, leaseMilliseconds, onError } = this.#options
    const now = performance.now()
    const due = this.held().filter(({ renewUntil }) => now < renewUntil)
    try {
      return await this.#answered(renewLeases(store, due, leaseMilliseconds))
    } catch (error) {
      onError(error)
      return true
    }
  }

  /** @throws TaskloomError `TIMEOUT` when there is no answer in time. It may come yet, and does no harm then. */
  async #answered(renewal: Promise<boolean>): Promise<boolean> {
    const patience = Math.max(this.#options.leaseMilliseconds / 2, shortestPatience)
    const answer = new AbortController()
    const silence = pause(patience, answer.signal, { background: true }).then(() => {
      throw new TaskloomError(
        'TIMEOUT',
        `The database did not answer to a renewal of leases for ${patience} ms; another one is sent.`,
      )
    })
    try {
      return await Promise.race([renewal, silence])
    } finally {
      answer.abort()
    }
  }
}
