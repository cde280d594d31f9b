import type { AnyTaskDefinition } from '../define/any-task-definition.ts'
import type { TaskReference } from '../define/task-reference.ts'
import type { Priority } from '../document/priority.ts'
import type { Duration } from '../duration.ts'
import { ensureIndexes } from '../store/indexes.ts'
import { pauseDefinition, resumeDefinition } from '../store/operations/pause-definition.ts'
import { applyAction, type Applied } from './apply-action.ts'
import { bulk, type BulkFilter, type BulkOptions, type BulkReport } from './bulk.ts'
import { checkOptions } from './check-options.ts'
import type { CancelOptions, GuardOptions } from './loom-options.ts'
import { LoomReading } from './loom-reading.ts'
import { readId, readName, readStates } from './read-options.ts'
import { refusalError } from './refusal-error.ts'
import { readExtension, readPriority, type CheckedAction, type TaskAction } from './task-action.ts'

/** What whoever looks after the tasks does with them, from outside: neither pushing nor working. */
export abstract class LoomAdministration extends LoomReading {
  /**
   * Deletes a task, in whatever state it is; tasks that wait for it are settled. Returns whether it existed.
   * A worker that runs it finds its lease lost, and nothing that it does brings the task back.
   * @throws TaskloomError `TRANSITION_REFUSED` when it is in another state than is expected.
   */
  async delete(task: string | TaskReference, options: GuardOptions = {}): Promise<boolean> {
    return (await this.#tryOne(task, { kind: 'delete' }, options)).changed.length > 0
  }

  /**
   * Cancels a task that has not settled. Returns whether it did: a settled one stays what it is.
   * A running one has its signal aborted within a second, in whatever process. Tasks that wait for it follow
   * the policy of their groups; with `downstream` everything that depends on it is cancelled, near or far.
   * @throws TaskloomError `TRANSITION_REFUSED` when it is in another state than is expected.
   */
  async cancel(task: string | TaskReference, options: CancelOptions = {}): Promise<boolean> {
    checkOptions('cancel', options)
    const action = { kind: 'cancel', downstream: options.downstream === true } as const
    return (await this.#tryOne(task, action, options)).changed.length > 0
  }

  /**
   * Makes a task that failed, expired, was cancelled or was skipped run again, from its first attempt, together
   * with exactly those dependents, near or far and in whatever DAG, that ended because of it.
   * Returns how many tasks that are.
   * @throws TaskloomError `TASK_NOT_FOUND`; `TRANSITION_REFUSED` when the task is in another state, or when it was
   *   ended by a dependency that still stands against it; `DEPENDENCY_NOT_FOUND` when something that the tasks need
   *   was deleted or purged. Nothing is changed then.
   */
  async retry(task: string | TaskReference, options: GuardOptions = {}): Promise<number> {
    const { changed, cascade } = await this.#one(task, { kind: 'retry' }, options)
    return changed.length + cascade.length
  }

  /**
   * Makes a task and everything that depends on it, near or far and in whatever DAG, run again from the first
   * attempt, whatever their states. Running ones are stopped first: their signals are aborted within a second, and
   * their late results are refused. Returns how many tasks that are.
   * @throws TaskloomError as `retry` does.
   */
  async rerunFrom(task: string | TaskReference, options: GuardOptions = {}): Promise<number> {
    const { changed, cascade } = await this.#one(task, { kind: 'rerun' }, options)
    return changed.length + cascade.length
  }

  /**
   * Brings a task forward that waits for its time, because of a delay or between two attempts. Its dependencies
   * still count.
   * @throws TaskloomError `TASK_NOT_FOUND`; `TRANSITION_REFUSED` when it does not wait for its time.
   */
  async requeue(task: string | TaskReference, options: GuardOptions = {}): Promise<void> {
    await this.#one(task, { kind: 'requeue' }, options)
  }

  /**
   * Gives a task that has not settled another priority. A running one has it if it comes back to the queue.
   * @throws TaskloomError `TASK_NOT_FOUND`; `TRANSITION_REFUSED` when it has settled.
   */
  async setPriority(
    task: string | TaskReference,
    priority: Priority,
    options: GuardOptions = {},
  ): Promise<void> {
    await this.#one(task, { kind: 'setPriority', priority: readPriority(priority) }, options)
  }

  /**
   * Gives a task that has not settled more time: its `expiresAt` is later by this much, counted from now if it has
   * passed and nobody has noticed.
   * @throws TaskloomError `TASK_NOT_FOUND`; `TRANSITION_REFUSED` when it has settled; an expired one can be retried.
   */
  async extendExpiry(task: string | TaskReference, by: Duration, options: GuardOptions = {}): Promise<void> {
    await this.#one(task, { kind: 'extendExpiry', milliseconds: readExtension(by) }, options)
  }

  /**
   * Does something to all tasks that a filter means, chunk by chunk; with `dryRun` it only says what it would do, and
   * to how many dependents. Tasks that the action is not for are left alone and counted. Nothing about it is all or
   * nothing: when it is stopped, or the process dies, the rest is as it was.
   */
  async bulk(filter: BulkFilter, action: TaskAction, options: BulkOptions = {}): Promise<BulkReport> {
    checkOptions('bulk', options)
    return bulk(this.engine, { filter, action }, options)
  }

  async #one(task: string | TaskReference, action: CheckedAction, options: GuardOptions): Promise<Applied> {
    const id = readId(task)
    const applied = await this.#apply(id, action, options)
    const skip = applied.skipped.get(id)
    if (skip !== undefined) throw refusalError(action.kind, id, skip)
    return applied
  }

  /** Where no state is expected, a task that the action is not for is simply left alone. */
  async #tryOne(
    task: string | TaskReference,
    action: CheckedAction,
    options: GuardOptions,
  ): Promise<Applied> {
    const id = readId(task)
    const applied = await this.#apply(id, action, options)
    const skip = applied.skipped.get(id)
    if (skip?.reason === 'state' && options.expectedState !== undefined)
      throw refusalError(action.kind, id, skip)
    return applied
  }

  async #apply(id: string, action: CheckedAction, options: GuardOptions): Promise<Applied> {
    checkOptions(action.kind === 'rerun' ? 'rerunFrom' : action.kind, options)
    this.engine.assertOpen()
    const { expectedState } = options
    const states = expectedState === undefined ? undefined : readStates(expectedState, '`expectedState`')
    return applyAction(this.engine, action, { ids: [id], states })
  }

  /**
   * Keeps tasks of a definition, given itself or by its name, from being claimed, in every process, within a second. Running ones go on,
   * and tasks can still be pushed.
   */
  async pause(definition: AnyTaskDefinition | string): Promise<void> {
    this.engine.assertOpen()
    await pauseDefinition(this.engine.store, readName(definition))
    this.engine.paused.forget()
  }

  /** Ends the pause of a definition. Returns whether there was one. */
  async resume(definition: AnyTaskDefinition | string): Promise<boolean> {
    this.engine.assertOpen()
    const name = readName(definition)
    const wasPaused = await resumeDefinition(this.engine.store, name)
    this.engine.paused.forget()
    this.engine.announce([name])
    return wasPaused
  }

  /** Creates the indexes that are missing; `connect` does it unless told not to. */
  async ensureIndexes(): Promise<void> {
    this.engine.assertOpen()
    await ensureIndexes(this.engine.store)
  }
}
