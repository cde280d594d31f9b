import { defaults } from '../defaults.ts'
import { LeaseLost } from '../errors.ts'
import { extendLease, readClaim, settleInSession } from '../store/operations/settle-in-session.ts'
import { flagsOf, type Settlement } from '../store/operations/settle.ts'
import { outdatedTransaction, type ClientSession } from '../store/transaction.ts'
import type { Engine } from './engine.ts'
import type { Hold } from './lease-keeper.ts'

/** What became of a claim whose task was settled in a transaction. */
export type Over = 'settled' | 'held' | 'lost'

export interface TransactionalClaim {
  readonly engine: Engine
  readonly hold: Hold
  readonly task: { readonly id: string; readonly name: string; readonly attempt: number }
  readonly onOver: (over: Over) => void
}

/**
 * So many looks before an abort is believed: they take longer than `withTransaction` pauses before it calls its
 * callback again, half a second.
 */
const patience = 6

/**
 * Settles a task in the user's transaction. Meanwhile its lease is not renewed: a renewal would wait for the
 * transaction, and all others in its bulk with it. So the lease is first made to outlive it.
 */
export class TransactionalEnd {
  readonly #claim: TransactionalClaim
  readonly #flag: string
  #settlement: Settlement | undefined
  #isLong = false
  #isWatched = false
  /** That of the last try. */
  #session: ClientSession | undefined

  constructor(claim: TransactionalClaim) {
    this.#claim = claim
    this.#flag = claim.engine.store.unique()
  }

  /** @throws LeaseLost when the claim no longer holds the task; the driver's error when the transaction has to go. */
  async settle(session: ClientSession, settlement: Settlement): Promise<void> {
    const { engine, hold, task } = this.#claim
    this.#session = session
    this.#watch()
    engine.leases.drop(hold)
    // Once is enough: what is written after the transaction has begun makes it conflict.
    if (!this.#isLong && !(await extendLease(engine.store, hold, defaults.transactionLease)))
      throw new LeaseLost(task, task.attempt)
    this.#isLong = true
    this.#settlement = settlement
    engine.transactions.touched(session).add(task.id)
    if (await settleInSession(engine.store, { settlement, flag: this.#flag }, session)) return
    if ((await readClaim(engine.store, hold)) === 'lost') throw new LeaseLost(task, task.attempt)
    throw outdatedTransaction(`task \`${task.name}\` (${task.id}) was claimed`)
  }

  /** Finds out now what became of the task; undefined while nobody can know. */
  async conclude(looks: number = patience): Promise<Over | undefined> {
    const { engine, hold, onOver } = this.#claim
    const over = await readClaim(engine.store, hold)
    if (over === 'held' && looks < patience) return undefined
    this.#isLong = false
    if (over === 'settled' && this.#settlement !== undefined) {
      engine.flag(flagsOf(this.#settlement, this.#flag))
      const { outcome } = this.#settlement
      if (outcome.kind === 'retryLater') engine.due.at(outcome.dueAt)
    }
    onOver(over)
    return over
  }

  #watch(): void {
    if (this.#isWatched) return
    this.#isWatched = true
    this.#claim.engine.transactions.watch(
      () => this.#session,
      async (looks) => {
        if ((await this.conclude(looks)) === undefined) return false
        this.#isWatched = false
        return true
      },
    )
  }
}
