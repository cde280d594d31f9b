import type { AnyTaskDefinition } from '../define/any-task-definition.ts'
import type { ClaimedTaskOf } from '../define/claimed-task.ts'
import { TaskloomError } from '../errors.ts'
import { checkOptions } from './check-options.ts'
import type { ClaimHandle } from './claim-handle.ts'
import { claimTasks } from './claim-tasks.ts'
import type { Engine } from './engine.ts'
import { pause } from './pause.ts'
import { reportError } from './report-error.ts'
import { retryDelay } from './retry-delay.ts'

export interface QueueOptions {
  /** Ends the queue at once, also while it waits. */
  readonly signal?: AbortSignal
  /**
   * Called when claiming failed for a reason outside the tasks; the queue tries again.
   * @defaultValue a warning of the process
   */
  readonly onError?: (error: unknown) => void
}

/**
 * An endless iterator over the tasks that become ready, one at a time.
 * `break`, `stop()` and the signal end it. A task that was neither finished nor failed when the loop asks for
 * the next one, or ends, is given back without counting the attempt, and a warning says so.
 */
export class Queue<Definition extends AnyTaskDefinition> implements AsyncIterable<ClaimedTaskOf<Definition>> {
  readonly #engine: Engine
  readonly #definitions: ReadonlyMap<string, AnyTaskDefinition>
  readonly #stopped = new AbortController()
  readonly #signal: AbortSignal
  readonly #onError: QueueOptions['onError']
  #loops = 0

  constructor(
    engine: Engine,
    definitions: ReadonlyMap<string, AnyTaskDefinition>,
    options: QueueOptions = {},
  ) {
    checkOptions('queue', options)
    const { signal } = options
    this.#onError = options.onError
    this.#engine = engine
    this.#definitions = definitions
    this.#signal =
      signal === undefined ? this.#stopped.signal : AbortSignal.any([signal, this.#stopped.signal])
  }

  /** Ends the iteration at once, also while it waits. The task at hand can still be finished. */
  stop(): void {
    this.#stopped.abort()
    this.#engine.claimers.delete(this)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ClaimedTaskOf<Definition>, void, undefined> {
    this.#enter()
    try {
      for (let task = await this.#next(); task !== undefined; task = await this.#next()) {
        try {
          yield task as unknown as ClaimedTaskOf<Definition>
        } finally {
          await giveBackUnsettled(task)
        }
      }
    } finally {
      this.#leave()
    }
  }

  /** A loop begins. Whoever closes the loom must find it; of one that is closed nothing comes any more. */
  #enter(): void {
    this.#loops += 1
    this.#engine.claimers.add(this)
    if (!this.#engine.isOpen) this.stop()
  }

  #leave(): void {
    this.#loops -= 1
    if (this.#loops === 0) this.#engine.claimers.delete(this)
  }

  async #next(): Promise<ClaimHandle | undefined> {
    this.#engine.stream.open()
    for (let looks = 0; !this.#signal.aborted; looks += 1) {
      const since = this.#engine.wakeUp.version
      const task = await this.#claim()
      if (task !== undefined && this.#signal.aborted) await task.giveBack()
      else if (task !== undefined) return task
      await this.#engine.wakeUp.sleep({
        names: [...this.#definitions.keys()],
        looks,
        since,
        signal: this.#signal,
      })
    }
    return undefined
  }

  /** Like a worker, a queue outlives errors of its database. */
  async #claim(): Promise<ClaimHandle | undefined> {
    for (let failures = 1; !this.#signal.aborted; failures += 1) {
      try {
        const [task] = await claimTasks(this.#engine, { definitions: this.#definitions, limit: 1 })
        return task
      } catch (error) {
        if (error instanceof TaskloomError) throw error
        reportError(error, this.#onError)
        await pause(retryDelay(failures), this.#signal)
      }
    }
    return undefined
  }
}

async function giveBackUnsettled(task: ClaimHandle): Promise<void> {
  if (!task.isHeld) {
    // It may have been settled in a transaction.
    await task[Symbol.asyncDispose]()
    return
  }
  process.emitWarning(
    `Task \`${task.name}\` (${task.id}) was neither finished nor failed when its turn in the queue ended, and is given back. Call finish() or fail() before the loop goes on.`,
    { code: 'TASKLOOM_UNSETTLED' },
  )
  await task.giveBack()
}
