import type { AnyTaskDefinition } from '../define/any-task-definition.ts'
import type { TaskReference } from '../define/task-reference.ts'
import type { ResetKind } from '../document/task-document.ts'
import { ensureIndexes } from '../store/indexes.ts'
import { cancelTasks } from '../store/operations/cancel-tasks.ts'
import { deleteTask } from '../store/operations/delete-task.ts'
import { pauseDefinition, resumeDefinition } from '../store/operations/pause-definition.ts'
import { findDownstream } from '../store/read/downstream.ts'
import type { CancelOptions, GuardOptions } from './loom-options.ts'
import { LoomReading } from './loom-reading.ts'
import { readExpectedStates, readId } from './read-options.ts'
import { refusalError } from './refusal-error.ts'
import { runAgain } from './run-again.ts'

/** What whoever looks after the tasks does with them, from outside: neither pushing nor working. */
export abstract class LoomAdministration extends LoomReading {
  /**
   * Deletes a task, in whatever state it is; tasks that wait for it are settled. Returns whether it existed.
   * A worker that runs it finds its lease lost, and nothing that it does brings the task back.
   */
  async delete(task: string | TaskReference): Promise<boolean> {
    this.engine.assertOpen()
    const flagged = await deleteTask(this.engine.store, readId(task))
    if (flagged === undefined) return false
    this.engine.flag([flagged])
    await this.engine.resolver.rest()
    return true
  }

  /**
   * Cancels a task that has not settled. Returns whether it did: a settled one stays what it is.
   * A running one has its signal aborted within a second, in whatever process. Tasks that wait for it follow
   * the policy of their groups; with `downstream` everything that depends on it is cancelled, near or far.
   */
  async cancel(task: string | TaskReference, options: CancelOptions = {}): Promise<boolean> {
    this.engine.assertOpen()
    const id = readId(task)
    const { store } = this.engine
    const downstream = options.downstream === true ? await findDownstream(store, id) : []
    const flagged = [...(await cancelTasks(store, [id])), ...(await cancelTasks(store, downstream, id))]
    this.engine.flag(flagged)
    await this.engine.resolver.rest()
    return flagged.some((each) => each.id === id)
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
    return this.#reset('retry', task, options)
  }

  /**
   * Makes a task and everything that depends on it, near or far and in whatever DAG, run again from the first
   * attempt, whatever their states. Running ones are stopped first: their signals are aborted within a second, and
   * their late results are refused. Returns how many tasks that are.
   * @throws TaskloomError as `retry` does.
   */
  async rerunFrom(task: string | TaskReference, options: GuardOptions = {}): Promise<number> {
    return this.#reset('rerun', task, options)
  }

  async #reset(kind: ResetKind, task: string | TaskReference, options: GuardOptions): Promise<number> {
    const id = readId(task)
    const request = { kind, ids: [id], expectedStates: readExpectedStates(options.expectedState) }
    const { again, refused, obstacle } = await runAgain(this.engine, request)
    const refusal = refused.get(id) ?? obstacle
    if (refusal !== undefined) throw refusalError(kind, id, refusal)
    return again.length
  }

  /**
   * Keeps tasks of a definition from being claimed, in every process, within a second. Running ones go on,
   * and tasks can still be pushed.
   */
  async pause(definition: AnyTaskDefinition): Promise<void> {
    this.engine.assertOpen()
    await pauseDefinition(this.engine.store, definition.name)
    this.engine.paused.forget()
  }

  /** Ends the pause of a definition. Returns whether there was one. */
  async resume(definition: AnyTaskDefinition): Promise<boolean> {
    this.engine.assertOpen()
    const wasPaused = await resumeDefinition(this.engine.store, definition.name)
    this.engine.paused.forget()
    this.engine.announce([definition.name])
    return wasPaused
  }

  /** Creates the indexes that are missing; `connect` does it unless told not to. */
  async ensureIndexes(): Promise<void> {
    this.engine.assertOpen()
    await ensureIndexes(this.engine.store)
  }
}
