import type { AnyTaskDefinition } from '../define/any-task-definition.ts'
import type { ClaimedTask, FailOptions } from '../define/claimed-task.ts'
import type { OthersEnd } from '../define/handler.ts'
import { checkResult } from '../define/parse-values.ts'
import type { InTransaction } from '../define/session.ts'
import type { TaskDocument } from '../document/task-document.ts'
import { LeaseLost } from '../errors.ts'
import type { ToldTask } from '../observe/telling.ts'
import { prepareValue } from '../store/content.ts'
import type { Settlement } from '../store/operations/settle.ts'
import { readSession, type ClientSession } from '../store/transaction.ts'
import { checkOptions } from './check-options.ts'
import { endOfAttempt } from './end-of-attempt.ts'
import type { Engine } from './engine.ts'
import { Growing } from './growing.ts'
import type { Hold } from './lease-keeper.ts'
import { TransactionalEnd, type Over } from './settle-in-transaction.ts'

type Outcome = Settlement['outcome']

/** What a claimed task is made of. */
export interface ClaimParts {
  readonly engine: Engine
  readonly definition: AnyTaskDefinition
  readonly document: TaskDocument
  readonly payload: unknown
  readonly dependencies: unknown
  readonly controller: AbortController
  readonly hold: Hold
  /** How all others ended, for the finisher of a DAG. */
  readonly dag: OthersEnd | undefined
}

/** A claimed task, as `pop`, `queue` and workers hand it out. */
export class ClaimHandle implements ClaimedTask {
  readonly id: string
  readonly name: string
  readonly payload: unknown
  readonly dependencies: unknown
  readonly attempt: number
  readonly dag?: OthersEnd
  /** How long the attempt may run, in milliseconds. */
  readonly timeout: number | undefined
  readonly signal: AbortSignal
  readonly push: ClaimedTask['push']
  readonly extend: ClaimedTask['extend']
  readonly #parts: ClaimParts
  readonly #growing: Growing
  readonly #inTransaction: TransactionalEnd
  #session: ClientSession | undefined
  /** What was written in the transaction. */
  #outcome: Outcome | undefined
  /** Whether whoever held the task has left it. */
  #isLeft = false
  #state: 'held' | 'settling' | 'settled' | 'in transaction' = 'held'

  constructor(parts: ClaimParts) {
    this.#parts = parts
    this.id = parts.document._id
    this.name = parts.document.name
    this.payload = parts.payload
    this.dependencies = parts.dependencies
    this.attempt = parts.document.attempt
    if (parts.dag !== undefined) this.dag = parts.dag
    this.timeout = parts.document.timeout
    this.signal = parts.controller.signal
    const { engine, document, hold } = parts
    this.#growing = new Growing({ engine, document, token: hold.token, isHeld: () => this.isHeld })
    this.#inTransaction = new TransactionalEnd({
      engine,
      hold,
      task: this,
      onOver: (over) => this.#onOver(over),
    })
    this.push = this.#growing.push
    this.extend = this.#growing.extend
  }

  /** Whether nothing was done with the task yet: it is not settled, not being settled, given back or lost. */
  get isHeld(): boolean {
    return this.#state === 'held' && !this.signal.aborted
  }

  /** What the claim is known by to the database. */
  get token(): string {
    return this.#parts.hold.token
  }

  /** Bound, so that it can be taken apart from its task. */
  readonly progress = (fraction: number, message?: string): void => {
    if (!this.isHeld) return
    const { engine, hold } = this.#parts
    const progress = {
      // A share of nothing, 0 / 0, is none.
      fraction: Number.isNaN(fraction) ? 0 : Math.min(1, Math.max(0, fraction)),
      ...(message === undefined ? {} : { message }),
    }
    engine.progress.report(hold, progress)
    engine.telling.progressed(this.#told, progress)
  }

  async finish(result?: unknown, options: InTransaction = {}): Promise<void> {
    checkOptions('finish', options)
    await this.#end(options, async () => {
      const value = await checkResult(this.#parts.definition, result)
      const maximum = this.#parts.engine.limits.result
      return { kind: 'finish', result: prepareValue(this, 'result', { value, maximum }) }
    })
  }

  async fail(error: unknown, options: FailOptions = {}): Promise<void> {
    checkOptions('fail', options)
    const { final = false } = options
    const { engine, definition, document } = this.#parts
    const now = engine.store.clock.now()
    await this.#end(options, () => endOfAttempt({ definition, document, thrown: error, isFinal: final, now }))
  }

  async skip(reason: string): Promise<void> {
    const error = { code: 'SKIPPED', name: 'Skipped', message: reason }
    await this.#end({}, () => ({ kind: 'skip', error }))
  }

  /** Gives the task back: it is ready again, and the attempt does not count. */
  async giveBack(): Promise<void> {
    if (!this.isHeld) return
    this.#state = 'settled'
    this.#release()
    await this.#parts.engine.giveBack([this.#parts.hold], [this.name])
    this.#parts.engine.telling.returned(this.#told)
  }

  /** What is settled in a transaction that is over by now is asked for; one that is not decides by itself. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#afterTransaction()
    this.#isLeft = true
    await this.giveBack()
  }

  async #end({ session }: InTransaction = {}, prepare: () => Outcome | Promise<Outcome>): Promise<void> {
    const { engine } = this.#parts
    if (session !== undefined) {
      await this.#endIn(readSession(engine.store, session), prepare)
      return
    }
    if (this.#state === 'in transaction') await this.#afterTransaction()
    if (!this.isHeld) throw new LeaseLost(this, this.attempt)
    this.#state = 'settling'
    try {
      await engine.underWay(this.#settle(prepare))
    } catch (error) {
      this.#reopen(error)
      throw error
    }
  }

  async #settle(prepare: () => Outcome | Promise<Outcome>): Promise<void> {
    const { engine } = this.#parts
    const outcome = await this.#prepared(prepare)
    await engine.settler.settle(this.#settlementOf(outcome), this)
    if (outcome.kind === 'retryLater') engine.due.at(outcome.dueAt)
    this.#tell(outcome)
    this.#state = 'settled'
    this.#release()
  }

  /** A callback that is called again settles again, in another transaction. */
  async #endIn(session: ClientSession, prepare: () => Outcome | Promise<Outcome>): Promise<void> {
    const before = this.#state
    const isBegun = before === 'in transaction' && !this.signal.aborted
    if (!this.isHeld && !isBegun) throw new LeaseLost(this, this.attempt)
    this.#state = 'in transaction'
    const outcome = await this.#prepared(prepare).catch((error: unknown) => {
      this.#state = before
      throw error
    })
    this.#session = session
    this.#outcome = outcome
    try {
      await this.#inTransaction.settle(session, this.#settlementOf(outcome))
    } catch (error) {
      if (error instanceof LeaseLost) this.#reopen(error)
      throw error
    }
  }

  /** What was pushed without waiting for it belongs to the task, too. */
  async #prepared(prepare: () => Outcome | Promise<Outcome>): Promise<Outcome> {
    await this.#growing.ended()
    return prepare()
  }

  /** Whoever goes on with the task after a transaction need not wait until its end is noticed. */
  async #afterTransaction(): Promise<void> {
    if (this.#state !== 'in transaction' || this.#session?.inTransaction() === true) return
    await this.#inTransaction.conclude()
  }

  #onOver(over: Over): void {
    if (this.#state !== 'in transaction') return
    const { engine, hold } = this.#parts
    this.#state = over === 'held' ? 'held' : 'settled'
    if (over !== 'held') this.#release()
    if (over === 'lost') hold.onLost()
    if (over === 'settled' && this.#outcome !== undefined) this.#tell(this.#outcome)
    if (over !== 'held') return
    engine.leases.keep(hold)
    if (this.#isLeft) void this.giveBack().catch(() => undefined)
    else void engine.leases.renew()
  }

  #settlementOf(outcome: Outcome): Settlement {
    const { hold, document } = this.#parts
    const { hasGrown } = this.#growing
    const { name, dagId } = document
    return { id: hold.id, name, dagId, token: hold.token, outcome, hasGrown }
  }

  get #told(): ToldTask {
    return { id: this.id, name: this.name, dagId: this.#parts.document.dagId }
  }

  #tell(outcome: Outcome): void {
    const { engine, document } = this.#parts
    if (outcome.kind === 'retryLater') {
      engine.telling.returned(this.#told, outcome.dueAt)
      if (outcome.error !== undefined) engine.rollups.retried(document)
    } else if (outcome.kind !== 'skip') engine.rollups.ran(document)
  }

  /** A result that is refused leaves the task held, so that it can be finished rightly or failed. */
  #reopen(error: unknown): void {
    this.#state = error instanceof LeaseLost ? 'settled' : 'held'
    if (this.#state === 'settled') this.#release()
  }

  #release(): void {
    const { engine, hold } = this.#parts
    engine.leases.drop(hold)
    engine.progress.forget(hold)
    engine.abandoned.unregister(this)
  }
}
