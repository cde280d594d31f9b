import type { AnyTaskDefinition } from '../define/any-task-definition.ts'
import type { TaskReference } from '../define/task-reference.ts'
import { ensureIndexes } from '../store/indexes.ts'
import { cancelTasks } from '../store/operations/cancel-tasks.ts'
import { deleteTask } from '../store/operations/delete-task.ts'
import { pauseDefinition, resumeDefinition } from '../store/operations/pause-definition.ts'
import { findDownstream } from '../store/read/downstream.ts'
import type { CancelOptions } from './loom-options.ts'
import { LoomReading } from './loom-reading.ts'
import { readId } from './read-options.ts'

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
    const flagged = await cancelTasks(store, [id, ...downstream])
    this.engine.flag(flagged)
    await this.engine.resolver.rest()
    return flagged.some((each) => each.id === id)
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
