import { countHealed, createDuties, freeDuties, leaveDuties, takeDuty } from '../store/operations/duties.ts'
import type { Engine } from './engine.ts'
import { pause } from './pause.ts'
import { duties, type Duty, type DutyName } from './sweeper-duties.ts'

/** The walks over open tasks are nets below the net, and not cheap: about every half minute. */
const ticksPerWalk = 15
const walks: ReadonlySet<DutyName> = new Set(['pauses', 'walk'])

/**
 * Does the periodic duties that no single process owns. Every connection may run one; each duty has a lock of
 * its own, so that one process does it at a time and a long one does not delay the others.
 */
export class Sweeper {
  readonly #engine: Engine
  readonly #closed = new AbortController()
  readonly #busy = new Map<DutyName, Promise<void>>()
  readonly #duties: Readonly<Record<DutyName, Duty>>
  #lastGoodTick = performance.now()
  #loop: Promise<void> | undefined
  #ticks = 0

  constructor(engine: Engine) {
    this.#engine = engine
    this.#duties = duties(engine, () => this.#trustsLeases())
  }

  /** Starts ticking. Its timers do not keep the process alive. */
  async start(): Promise<void> {
    await createDuties(this.#engine.store, Object.keys(this.#duties))
    this.#loop ??= this.#run()
  }

  /** Does every duty once, to its end, whoever holds the locks; for tests and scripts. */
  async sweep(): Promise<void> {
    this.#lastGoodTick = performance.now()
    await createDuties(this.#engine.store, Object.keys(this.#duties))
    for (const name of Object.keys(this.#duties) as DutyName[]) await this.#work(name, async () => true)
    await this.#engine.resolver.idle()
  }

  async close(): Promise<void> {
    this.#closed.abort()
    await this.#loop
    await Promise.all(this.#busy.values())
    if (this.#loop !== undefined)
      await leaveDuties(this.#engine.store, Object.keys(this.#duties)).catch(() => undefined)
  }

  async #run(): Promise<void> {
    const { sweepTick } = this.#engine.times
    while (!this.#closed.signal.aborted) {
      await pause(sweepTick * (0.75 + Math.random() / 2), this.#closed.signal, { background: true })
      if (this.#closed.signal.aborted) return
      await this.#tick()
    }
  }

  async #tick(): Promise<void> {
    try {
      await this.#engine.store.clock.refresh()
      this.#ticks += 1
      const free = await freeDuties(this.#engine.store)
      this.#noteGoodTick()
      for (const name of Object.keys(this.#duties) as DutyName[]) {
        if (!free.has(name) || this.#busy.has(name)) continue
        if (walks.has(name) && this.#ticks % ticksPerWalk !== 1) continue
        const work = this.#hold(name).finally(() => this.#busy.delete(name))
        this.#busy.set(name, work)
      }
    } catch (error) {
      this.#engine.events.emit('problem', error)
    }
  }

  async #hold(name: DutyName): Promise<void> {
    const { store, times, events } = this.#engine
    try {
      await this.#work(name, () => takeDuty(store, name, times.dutyLock))
    } catch (error) {
      events.emit('problem', error)
    }
  }

  /** Works on a duty in small batches until nothing is left, keeping its lock from batch to batch. */
  async #work(name: DutyName, mayGoOn: () => Promise<boolean>): Promise<void> {
    for (let isMore = true; isMore && !this.#closed.signal.aborted;) {
      if (!(await mayGoOn())) return
      const { healed, more } = await this.#duties[name]()
      await countHealed(this.#engine.store, name, healed)
      isMore = more
    }
  }

  /** After a pause of this process or of its database every lease looks dead, and none need be. */
  #trustedFrom: number | undefined

  /** Half a lease without a good tick is a pause; where the lease is short, two ticks at their slowest are. */
  get #longestSilence(): number {
    const { lease, sweepTick } = this.#engine.times
    return Math.max(lease / 2, sweepTick * 2.5)
  }

  #noteGoodTick(): void {
    const now = performance.now()
    const { lease, renewal } = this.#engine.times
    if (now - this.#lastGoodTick > this.#longestSilence) this.#trustedFrom = now + lease
    // It may have been started because the database is back, and whoever lives has yet to renew.
    else this.#trustedFrom ??= now + renewal
    this.#lastGoodTick = now
  }

  /** The pause may have been in the middle of a duty: then no tick has noted it yet. */
  #trustsLeases(): boolean {
    const now = performance.now()
    return now >= (this.#trustedFrom ?? 0) && now - this.#lastGoodTick <= this.#longestSilence
  }
}
