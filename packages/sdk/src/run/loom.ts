import type { AnyTaskDefinition } from '../define/any-task-definition.ts'
import type { ClaimedTaskOf } from '../define/claimed-task.ts'
import type { Handler } from '../define/handler.ts'
import { isTaskNode } from '../define/is-task-node.ts'
import type { TaskNode } from '../define/task-node.ts'
import { TaskloomError } from '../errors.ts'
import type { MongoClient } from '../store/connect-client.ts'
import type { ClaimHandle } from './claim-handle.ts'
import { claimTasks } from './claim-tasks.ts'
import { Dag } from './dag.ts'
import { endAll } from './end-all.ts'
import type { Engine } from './engine.ts'
import { LoomAdministration } from './loom-administration.ts'
import type { Definitions } from './loom-options.ts'
import type { PushOptions } from './push-options.ts'
import { push } from './push.ts'
import { Queue, type QueueOptions } from './queue.ts'
import { readCount, readId } from './read-options.ts'
import type { Sweeper } from './sweeper.ts'
import { Worker, type WorkerOptions } from './worker.ts'

export interface LoomParts {
  readonly engine: Engine
  readonly sweeper: Sweeper
  /** Present when the loom opened the client itself, and so closes it. */
  readonly ownClient: MongoClient | undefined
}

/** A connection to the tasks of one database. Made by `connect`. */
export class Loom extends LoomAdministration implements AsyncDisposable {
  readonly #parts: LoomParts
  #closing: Promise<void> | undefined

  constructor(parts: LoomParts) {
    super(parts.engine)
    this.#parts = parts
  }

  /**
   * Stores nodes, and everything that they need, as one DAG: all of it or nothing, of any size.
   * Pushing a node again is a no-op.
   * @throws TaskloomError `CYCLE`, `DEPENDENCY_NOT_FOUND`, `DUPLICATE_NAME`, `INVALID_PAYLOAD`,
   *   `VALUE_TOO_LARGE`, `TOO_MANY_DEPENDENCIES`; nothing is stored then.
   */
  async push(nodes: TaskNode | readonly TaskNode[], options: PushOptions = {}): Promise<Dag> {
    this.engine.assertOpen()
    const given = [nodes].flat() as unknown[]
    const stranger = given.find((node) => !isTaskNode(node))
    if (stranger !== undefined || given.length === 0) throw notANode(stranger)
    const { dagId, ids } = await push(this.engine, given as TaskNode[], options)
    return new Dag(this.engine, dagId, ids)
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
    const handles = await claimTasks(this.engine, { definitions: this.#byName(definitions), limit })
    for (const handle of handles) this.#watch(handle)
    return handles as unknown as ClaimedTaskOf<Definition>[]
  }

  /** An endless iterator over tasks as they become ready, for `for await`. */
  queue<Definition extends AnyTaskDefinition>(
    definitions: Definitions<Definition>,
    options: QueueOptions = {},
  ): Queue<Definition> {
    return new Queue<Definition>(this.engine, this.#byName(definitions), options)
  }

  /** Makes a worker that runs these handlers; call its `run()`. */
  worker(handlers: readonly Handler[], options: WorkerOptions = {}): Worker {
    this.engine.assertOpen()
    const worker = new Worker(this.engine, handlers, options)
    for (const { definition } of handlers) this.engine.definitions.add(definition)
    this.engine.claimers.add(worker)
    return worker
  }

  /** The handle of a DAG that was pushed earlier, by any process. */
  dag(id: string): Dag {
    this.engine.assertOpen()
    return new Dag(this.engine, readId(id), [])
  }

  /** Stops workers and queues, gives back what is held, and closes the client if `connect` opened it. */
  close(): Promise<void> {
    this.engine.refuse()
    this.#closing ??= this.#close()
    return this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #close(): Promise<void> {
    const { sweeper, ownClient } = this.#parts
    await endAll([
      () => Promise.all([...this.engine.claimers].map((each) => each.stop())),
      () => sweeper.close(),
      () => this.engine.close(),
      () => ownClient?.close(),
    ])
  }

  #byName<Definition extends AnyTaskDefinition>(
    definitions: Definitions<Definition>,
  ): ReadonlyMap<string, AnyTaskDefinition> {
    this.engine.assertOpen()
    const list = [definitions].flat() as AnyTaskDefinition[]
    for (const definition of list) this.engine.definitions.add(definition)
    return new Map(list.map((definition) => [definition.name, definition]))
  }

  #watch(handle: ClaimHandle): void {
    const { id, name } = handle
    this.engine.abandoned.register(handle, { held: { id, token: handle.token }, name }, handle)
  }
}

function notANode(value: unknown): TaskloomError {
  const what = value === undefined ? 'an empty list' : typeof value
  return new TaskloomError(
    'INVALID_OPTION',
    `push() takes nodes, and was given ${what}. Make them by calling a definition: loom.push(Download({ url })).`,
  )
}
