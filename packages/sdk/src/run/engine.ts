import { EventEmitter } from 'node:events'

import { KnownDefinitions } from '../dag/collect-nodes.ts'
import { TaskloomError } from '../errors.ts'
import { EventHub } from '../observe/event-hub.ts'
import { LocalEvents } from '../observe/local-events.ts'
import { RollupRecorder } from '../observe/rollup-recorder.ts'
import { Telling } from '../observe/telling.ts'
import type { Flagged } from '../store/flags.ts'
import type { Concluded } from '../store/operations/conclude-push.ts'
import { giveBack } from '../store/operations/give-back.ts'
import { promoteDue } from '../store/operations/promote-due.ts'
import type { Held } from '../store/operations/renew-leases.ts'
import type { Store } from '../store/store.ts'
import { DueTimer } from './due-timer.ts'
import { endAll } from './end-all.ts'
import { LeaseKeeper } from './lease-keeper.ts'
import type { Limits } from './limits.ts'
import { NoticePacer } from './notice-pacer.ts'
import { Ordinals } from './ordinals.ts'
import { PausedDefinitions } from './paused-definitions.ts'
import { ProgressReporter } from './progress-reporter.ts'
import { Resetter } from './resetter.ts'
import { Resolver, type ResolverEvents } from './resolver.ts'
import { Settler } from './settler.ts'
import { StreamWatch } from './stream-watch.ts'
import type { EngineTimes } from './times.ts'
import { Transactions } from './transactions.ts'
import { WakeUp } from './wake-up.ts'

/** What happens inside one process. */
export interface EngineEvents {
  /** Something ended, or may have become ready: whoever waits for a state should look. */
  changed: []
  /** A background duty failed and will try again. */
  problem: [error: unknown]
}

export interface EngineOptions {
  readonly store: Store
  readonly times: EngineTimes
  readonly limits: Limits
  /** The database and prefix that nodes remember having been pushed to. */
  readonly place: string
  /** Whether indexes are created where something turns out to need them. */
  readonly createsIndexes: boolean
}

/** How many due tasks are looked at in one go. */
export const promotions = 200

/** The parts of a process that claim, hold, settle and resolve, and how they hand work to each other. */
export class Engine {
  readonly store: Store
  readonly times: EngineTimes
  readonly limits: Limits
  readonly place: string
  readonly definitions: KnownDefinitions = new KnownDefinitions()
  readonly events: EventEmitter<EngineEvents> = new EventEmitter()
  readonly ordinals: Ordinals = new Ordinals()
  readonly wakeUp: WakeUp
  readonly resolver: Resolver
  readonly settler: Settler
  readonly resetter: Resetter
  readonly leases: LeaseKeeper
  readonly progress: ProgressReporter
  readonly due: DueTimer
  readonly paused: PausedDefinitions
  readonly stream: StreamWatch
  readonly transactions: Transactions
  /** The listeners of this process, and what says to them what it does. */
  readonly local: LocalEvents
  readonly telling: Telling
  /** The feeds of what all processes do. */
  readonly feeds: EventHub
  readonly rollups: RollupRecorder
  /** What a round of the resolver says, also one of the sweeper's. */
  readonly rounds: ResolverEvents
  /** The workers and the queues in use, which are stopped before this is closed; they leave when they have ended. */
  readonly claimers: Set<{ stop(): unknown }> = new Set()
  /** Gives back what was popped and then dropped, when it is collected. */
  readonly abandoned: FinalizationRegistry<{ readonly held: Held; readonly name: string }>

  #isRefusing = false
  readonly #notices: NoticePacer
  readonly #underWay = new Set<Promise<unknown>>()

  constructor({ store, times, limits, place, createsIndexes }: EngineOptions) {
    const problem = (error: unknown): void => void this.events.emit('problem', error)
    // Everybody who waits for a DAG listens, and there may be many.
    this.events.setMaxListeners(0)
    this.store = store
    this.times = times
    this.limits = limits
    this.place = place
    this.wakeUp = new WakeUp({
      shortest: times.pollShortest,
      longest: () => (this.stream.isLive ? times.pollLongestWithStream : times.pollLongest),
    })
    this.local = new LocalEvents(() => this.feeds.nudge())
    this.telling = new Telling(this.local, () => store.clock.now())
    this.rollups = new RollupRecorder(store, problem)
    this.rounds = {
      onReady: (names) => this.announce(names),
      onEnds: (ends) => this.telling.ended(ends),
      onCleared: (ends) => this.rollups.ended(ends),
      onResolved: ({ finishedDags }) => {
        this.telling.dagsFinished(finishedDags)
        this.events.emit('changed')
      },
      onError: problem,
    }
    this.resolver = new Resolver(store, this.rounds)
    this.settler = new Settler(store, (flagged) => this.flag(flagged))
    this.resetter = new Resetter({
      store,
      lockMilliseconds: times.dutyLock,
      onDone: (done) => this.concluded({ ...done, readyNames: [] }),
      assertOpen: () => this.assertOpen(),
    })
    this.leases = new LeaseKeeper({
      store,
      leaseMilliseconds: times.lease,
      renewalMilliseconds: times.renewal,
      lookMilliseconds: times.look,
      onError: problem,
    })
    this.progress = new ProgressReporter(store, problem)
    this.paused = new PausedDefinitions(store)
    this.transactions = new Transactions(problem)
    this.due = new DueTimer(
      () => store.clock.now(),
      () => void this.promote().catch(problem),
    )
    this.#notices = new NoticePacer((names) => this.wakeUp.wake(names))
    this.stream = new StreamWatch(store, {
      onReady: (name) => this.#notices.notice(name),
      onError: problem,
    })
    this.feeds = new EventHub({ store, stream: this.stream, times, createsIndexes, onError: problem })
    this.abandoned = new FinalizationRegistry(({ held, name }) => {
      this.leases.drop(held)
      void this.giveBack([held], [name]).catch(problem)
    })
  }

  /** Hands flagged tasks to the resolver. */
  flag(flagged: readonly Flagged[]): void {
    this.resolver.add(flagged)
    if (flagged.length > 0) this.events.emit('changed')
  }

  /** Lets tasks whose time has come be looked at. Returns how many there were, up to a few hundred. */
  async promote(): Promise<number> {
    const flagged = await promoteDue(this.store, promotions)
    this.flag(flagged)
    return flagged.length
  }

  /** Says that tasks of these definitions may be ready. */
  announce(names: readonly string[]): void {
    if (names.length > 0) this.wakeUp.wake(names)
  }

  /** Hands on what came of a push that was released or undone, or of a reset. */
  concluded({ readyNames, flagged, closed }: Omit<Concluded, 'isUndone'>): void {
    this.announce(readyNames)
    this.flag(flagged)
    if (closed.length > 0) this.rounds.onResolved({ finishedDags: closed })
  }

  /** Gives tasks of these definitions back. */
  async giveBack(held: readonly Held[], names: readonly string[]): Promise<void> {
    await this.underWay(this.#giveBack(held))
    this.announce(names)
  }

  async #giveBack(held: readonly Held[]): Promise<void> {
    this.flag(await giveBack(this.store, held))
  }

  /** From now on nothing new is begun. */
  refuse(): void {
    this.#isRefusing = true
    this.events.emit('changed')
  }

  /** Whether new work may still be begun. */
  get isOpen(): boolean {
    return !this.#isRefusing
  }

  /** @throws TaskloomError `LOOM_CLOSED` when the loom was closed. */
  assertOpen(): void {
    if (!this.#isRefusing) return
    throw new TaskloomError('LOOM_CLOSED', 'This loom was closed. Call connect() for a new one.')
  }

  /** Keeps an eye on a claim, a settle or a give-back, so that `close` waits for it. */
  async underWay<Result>(work: Promise<Result>): Promise<Result> {
    this.#underWay.add(work)
    try {
      return await work
    } finally {
      this.#underWay.delete(work)
    }
  }

  /** Ends what runs in the background, after the work at hand. What is still held is given back. */
  async close(): Promise<void> {
    await this.feeds.close()
    this.progress.close()
    this.due.close()
    this.#notices.close()
    this.transactions.close()
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay)
    const held = this.leases.held()
    for (const each of held) {
      this.leases.drop(each)
      each.onLost()
    }
    await endAll([
      () => this.giveBack(held, []),
      () => this.resolver.close(),
      () => this.rollups.write(),
      () => this.stream.close(),
      () => this.local.close(),
    ])
  }
}
