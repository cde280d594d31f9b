import type { AnyTaskDefinition } from '../define/any-task-definition.ts'
import type { ClaimedTask, FailOptions } from '../define/claimed-task.ts'
import { checkResult } from '../define/parse-values.ts'
import type { TaskDocument } from '../document/task-document.ts'
import { LeaseLost } from '../errors.ts'
import { prepareValue } from '../store/content.ts'
import type { Settlement } from '../store/operations/settle.ts'
import { endOfAttempt } from './end-of-attempt.ts'
import type { Engine } from './engine.ts'
import type { Hold } from './lease-keeper.ts'

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
}

/** A claimed task, as `pop`, `queue` and workers hand it out. */
export class ClaimHandle implements ClaimedTask {
  readonly id: string
  readonly name: string
  readonly payload: unknown
  readonly dependencies: unknown
  readonly attempt: number
  /** How long the attempt may run, in milliseconds. */
  readonly timeout: number | undefined
  readonly signal: AbortSignal
  readonly #parts: ClaimParts
  #state: 'held' | 'settling' | 'settled' = 'held'

  constructor(parts: ClaimParts) {
    this.#parts = parts
    this.id = parts.document._id
    this.name = parts.document.name
    this.payload = parts.payload
    this.dependencies = parts.dependencies
    this.attempt = parts.document.attempt
    this.timeout = parts.document.timeout
    this.signal = parts.controller.signal
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
    this.#parts.engine.progress.report(this.#parts.hold, {
      // A share of nothing, 0 / 0, is none.
      fraction: Number.isNaN(fraction) ? 0 : Math.min(1, Math.max(0, fraction)),
      ...(message === undefined ? {} : { message }),
    })
  }

  async finish(result?: unknown): Promise<void> {
    await this.#end(async () => {
      const value = await checkResult(this.#parts.definition, result)
      const maximum = this.#parts.engine.limits.result
      return { kind: 'finish', result: prepareValue(this, 'result', { value, maximum }) }
    })
  }

  async fail(error: unknown, { final = false }: FailOptions = {}): Promise<void> {
    const { engine, definition, document } = this.#parts
    const now = engine.store.clock.now()
    await this.#end(() => endOfAttempt({ definition, document, thrown: error, isFinal: final, now }))
  }

  /** Gives the task back: it is ready again, and the attempt does not count. */
  async giveBack(): Promise<void> {
    if (!this.isHeld) return
    this.#state = 'settled'
    this.#release()
    await this.#parts.engine.giveBack([this.#parts.hold], [this.name])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.giveBack()
  }

  async #end(prepare: () => Outcome | Promise<Outcome>): Promise<void> {
    if (!this.isHeld) throw new LeaseLost(this, this.attempt)
    this.#state = 'settling'
    try {
      await this.#parts.engine.underWay(this.#settle(prepare))
    } catch (error) {
      this.#reopen(error)
      throw error
    }
  }

  async #settle(prepare: () => Outcome | Promise<Outcome>): Promise<void> {
    const { engine, hold, document } = this.#parts
    const outcome = await prepare()
    await engine.settler.settle({ id: hold.id, dagId: document.dagId, token: hold.token, outcome }, this)
    if (outcome.kind === 'retryLater') engine.due.at(outcome.dueAt)
    this.#state = 'settled'
    this.#release()
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
