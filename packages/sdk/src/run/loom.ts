import { KnownDefinitions } from '../dag/collect-nodes.ts'
import type { AnyTaskDefinition } from '../define/any-task-definition.ts'
import type { ClaimedTaskOf } from '../define/claimed-task.ts'
import type { PayloadInputOf } from '../define/definition-parts.ts'
import type { Handler } from '../define/handler.ts'
import { isTaskNode } from '../define/is-task-node.ts'
import type { TaskNode } from '../define/task-node.ts'
import type { TaskReference } from '../define/task-reference.ts'
import { TaskloomError } from '../errors.ts'
import type { MongoClient } from '../store/connect-client.ts'
import { ensureIndexes, indexDrift, type IndexDrift } from '../store/indexes.ts'
import { cancelTasks } from '../store/operations/cancel-tasks.ts'
import { deleteTask } from '../store/operations/delete-task.ts'
import { readHealed } from '../store/operations/duties.ts'
import { pauseDefinition, resumeDefinition } from '../store/operations/pause-definition.ts'
import { findDownstream } from '../store/read/downstream.ts'
import { readTaskFacts } from '../store/read/explain-task.ts'
import { countTasks, findTask, findTasks, hasOpenTask } from '../store/read/find-tasks.ts'
import type { ClaimHandle } from './claim-handle.ts'
import { claimTasks } from './claim-tasks.ts'
import { Dag } from './dag.ts'
import { endAll } from './end-all.ts'
import type { Engine } from './engine.ts'
import { explain, type Explanation } from './explanation.ts'
import type { CancelOptions, Definitions, FindFilter, FindOptions } from './loom-options.ts'
import { push, type PushOptions } from './push.ts'
import { Queue, type QueueOptions } from './queue.ts'
import { readCount, readFilter, readId } from './read-options.ts'
import { toStoredTask, type StoredTask, type StoredTaskOf } from './stored-task.ts'
import type { Sweeper } from './sweeper.ts'
import { Worker, type WorkerOptions } from './worker.ts'

export interface LoomParts {
  readonly engine: Engine
  readonly sweeper: Sweeper
  readonly place: string
  /** Present when the loom opened the client itself, and so closes it. */
  readonly ownClient: MongoClient | undefined
}

/** A connection to the tasks of one database. Made by `connect`. */
export class Loom implements AsyncDisposable {
  readonly #engine: Engine
  readonly #parts: LoomParts
  readonly #definitions = new KnownDefinitions()
  readonly #open = new Set<{ stop(): unknown }>()
  #closing: Promise<void> | undefined

  constructor(parts: LoomParts) {
    this.#parts = parts
    this.#engine = parts.engine
  }

  /**
   * Stores nodes, and everything that they need, as one DAG: all of it or nothing, of any size.
   * Pushing a node again is a no-op.
   * @throws TaskloomError `CYCLE`, `DEPENDENCY_NOT_FOUND`, `DUPLICATE_NAME`, `INVALID_PAYLOAD`,
   *   `VALUE_TOO_LARGE`, `TOO_MANY_DEPENDENCIES`; nothing is stored then.
   */
  async push(nodes: TaskNode | readonly TaskNode[], options: PushOptions = {}): Promise<Dag> {
    this.#engine.assertOpen()
    const given = [nodes].flat() as unknown[]
    const stranger = given.find((node) => !isTaskNode(node))
    if (stranger !== undefined || given.length === 0) throw notANode(stranger)
    const context = { engine: this.#engine, definitions: this.#definitions, place: this.#parts.place }
    const { dagId, ids } = await push(context, given as TaskNode[], options)
    return new Dag(this.#engine, dagId, ids)
  }

  /** Claims the next ready task; null when none is ready. */
  async pop<Definition extends AnyTaskDefinition>(
    definitions: Definitions<Definition>,
  ): Promise<ClaimedTaskOf<Definition> | null> {
    return (await this.popMany(definitions, 1))[0] ?? null
  }

  /** Claims up to `count` ready tasks, in the order in which they would be popped. */
  async popMany<Definition extends AnyTaskDefinition>(
    definitions: Definitions<Definition>,
    count: number,
  ): Promise<ClaimedTaskOf<Definition>[]> {
    const limit = readCount('popMany()', count)
    const handles = await claimTasks(this.#engine, { definitions: this.#byName(definitions), limit })
    for (const handle of handles) this.#watch(handle)
    return handles as unknown as ClaimedTaskOf<Definition>[]
  }

  /** An endless iterator over tasks as they become ready, for `for await`. */
  queue<Definition extends AnyTaskDefinition>(
    definitions: Definitions<Definition>,
    options: QueueOptions = {},
  ): Queue<Definition> {
    const queue = new Queue<Definition>(this.#engine, this.#byName(definitions), options)
    this.#open.add(queue)
    return queue
  }

  /** Makes a worker that runs these handlers; call its `run()`. */
  worker(handlers: readonly Handler[], options: WorkerOptions = {}): Worker {
    this.#engine.assertOpen()
    const worker = new Worker(this.#engine, handlers, options)
    for (const { definition } of handlers) this.#definitions.add(definition)
    this.#open.add(worker)
    return worker
  }

  /** Finds tasks of a definition, oldest first. */
  async find<Definition extends AnyTaskDefinition>(
    definition: Definition,
    filter: FindFilter<PayloadInputOf<Definition>> = {},
    { limit = 1_000 }: FindOptions = {},
  ): Promise<StoredTaskOf<Definition>[]> {
    this.#engine.assertOpen()
    const query = readFilter(definition.name, filter)
    const tasks = await findTasks(this.#engine.store, query, readCount('The limit of find()', limit))
    return tasks.map(toStoredTask) as StoredTaskOf<Definition>[]
  }

  /** Finds the oldest task of a definition that fits; undefined when there is none. */
  async findOne<Definition extends AnyTaskDefinition>(
    definition: Definition,
    filter: FindFilter<PayloadInputOf<Definition>> = {},
  ): Promise<StoredTaskOf<Definition> | undefined> {
    return (await this.find(definition, filter, { limit: 1 }))[0]
  }

  /** Reads a task by its id, node or reference; undefined when there is none (any more). */
  async get(task: string | TaskReference): Promise<StoredTask | undefined> {
    this.#engine.assertOpen()
    const found = await findTask(this.#engine.store, readId(task))
    return found === undefined ? undefined : toStoredTask(found)
  }

  /** Counts the tasks of a definition. */
  async count<Definition extends AnyTaskDefinition>(
    definition: Definition,
    filter: FindFilter<PayloadInputOf<Definition>> = {},
  ): Promise<number> {
    this.#engine.assertOpen()
    return countTasks(this.#engine.store, readFilter(definition.name, filter))
  }

  /** Whether a definition has no task that still has to run, or is running. */
  async isEmpty(definition: AnyTaskDefinition): Promise<boolean> {
    this.#engine.assertOpen()
    return !(await hasOpenTask(this.#engine.store, definition.name))
  }

  /**
   * Deletes a task, in whatever state it is; tasks that wait for it are settled. Returns whether it existed.
   * A worker that runs it finds its lease lost, and nothing that it does brings the task back.
   */
  async delete(task: string | TaskReference): Promise<boolean> {
    this.#engine.assertOpen()
    const flagged = await deleteTask(this.#engine.store, readId(task))
    if (flagged === undefined) return false
    this.#engine.flag([flagged])
    await this.#engine.resolver.rest()
    return true
  }

  /**
   * Cancels a task that has not settled. Returns whether it did: a settled one stays what it is.
   * A running one has its signal aborted within a second, in whatever process. Tasks that wait for it follow
   * the policy of their groups; with `downstream` everything that depends on it is cancelled, near or far.
   */
  async cancel(task: string | TaskReference, options: CancelOptions = {}): Promise<boolean> {
    this.#engine.assertOpen()
    const id = readId(task)
    const { store } = this.#engine
    const downstream = options.downstream === true ? await findDownstream(store, id) : []
    const flagged = await cancelTasks(store, [id, ...downstream])
    this.#engine.flag(flagged)
    await this.#engine.resolver.rest()
    return flagged.some((each) => each.id === id)
  }

  /** Says why a task is not running, in words and as data; undefined when there is no such task (any more). */
  async explain(task: string | TaskReference): Promise<Explanation | undefined> {
    this.#engine.assertOpen()
    const facts = await readTaskFacts(this.#engine.store, readId(task))
    return facts === undefined ? undefined : explain(facts)
  }

  /**
   * Keeps tasks of a definition from being claimed, in every process, within a second. Running ones go on,
   * and tasks can still be pushed.
   */
  async pause(definition: AnyTaskDefinition): Promise<void> {
    this.#engine.assertOpen()
    await pauseDefinition(this.#engine.store, definition.name)
    this.#engine.paused.forget()
  }

  /** Ends the pause of a definition. Returns whether there was one. */
  async resume(definition: AnyTaskDefinition): Promise<boolean> {
    this.#engine.assertOpen()
    const wasPaused = await resumeDefinition(this.#engine.store, definition.name)
    this.#engine.paused.forget()
    this.#engine.announce([definition.name])
    return wasPaused
  }

  /** The handle of a DAG that was pushed earlier, by any process. */
  dag(id: string): Dag {
    this.#engine.assertOpen()
    return new Dag(this.#engine, readId(id), [])
  }

  /** Creates the indexes that are missing; `connect` does it unless told not to. */
  async ensureIndexes(): Promise<void> {
    this.#engine.assertOpen()
    await ensureIndexes(this.#engine.store)
  }

  /** Compares the indexes of the database with those that Taskloom declares. */
  async indexDrift(): Promise<IndexDrift[]> {
    this.#engine.assertOpen()
    return indexDrift(this.#engine.store)
  }

  /** How many things sweepers had to heal since the database was set up: 0 in a life without crashes. */
  async healed(): Promise<number> {
    this.#engine.assertOpen()
    return readHealed(this.#engine.store)
  }

  /** Stops workers and queues, gives back what is held, and closes the client if `connect` opened it. */
  close(): Promise<void> {
    this.#engine.refuse()
    this.#closing ??= this.#close()
    return this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #close(): Promise<void> {
    const { sweeper, ownClient } = this.#parts
    await endAll([
      () => Promise.all([...this.#open].map((each) => each.stop())),
      () => sweeper.close(),
      () => this.#engine.close(),
      () => ownClient?.close(),
    ])
  }

  #byName<Definition extends AnyTaskDefinition>(
    definitions: Definitions<Definition>,
  ): ReadonlyMap<string, AnyTaskDefinition> {
    this.#engine.assertOpen()
    const list = [definitions].flat() as AnyTaskDefinition[]
    for (const definition of list) this.#definitions.add(definition)
    return new Map(list.map((definition) => [definition.name, definition]))
  }

  #watch(handle: ClaimHandle): void {
    const { id, name } = handle
    this.#engine.abandoned.register(handle, { held: { id, token: handle.token }, name }, handle)
  }
}

function notANode(value: unknown): TaskloomError {
  const what = value === undefined ? 'an empty list' : typeof value
  return new TaskloomError(
    'INVALID_OPTION',
    `push() takes nodes, and was given ${what}. Make them by calling a definition: loom.push(Download({ url })).`,
  )
}
