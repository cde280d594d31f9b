import type { AnyTaskDefinition } from '../define/any-task-definition.ts'
import type { PayloadInputOf } from '../define/definition-parts.ts'
import { isDefinition } from '../define/is-definition.ts'
import type { TaskReference } from '../define/task-reference.ts'
import type { EventFeed, EventFeedOptions } from '../observe/event-feed.ts'
import type { EventKind, EventOf, LocalEventKind } from '../observe/events.ts'
import { indexDrift, type IndexDrift } from '../store/index-drift.ts'
import { readHealed } from '../store/operations/duties.ts'
import { readTaskFacts } from '../store/read/explain-task.ts'
import { countTasks, findTask, findTasks, hasOpenTask } from '../store/read/find-tasks.ts'
import { readRollups, type Rollup, type RollupWindow } from '../store/read/read-rollups.ts'
import { checkOptions } from './check-options.ts'
import type { Engine } from './engine.ts'
import { explain, type Explanation } from './explanation.ts'
import type { FindFilter, FindOptions } from './loom-options.ts'
import { checkEventOptions, checkLocalKind } from './read-event-options.ts'
import { readCount, readFilter, readId, readWindow } from './read-options.ts'
import { toStoredTask, type StoredTask, type StoredTaskOf } from './stored-task.ts'

/** What can be asked of a loom: nothing here changes anything. */
export abstract class LoomReading {
  protected readonly engine: Engine

  constructor(engine: Engine) {
    this.engine = engine
  }

  /** Finds tasks of a definition, oldest first. */
  async find<Definition extends AnyTaskDefinition>(
    definition: Definition,
    filter: FindFilter<PayloadInputOf<Definition>> = {},
    options: FindOptions = {},
  ): Promise<StoredTaskOf<Definition>[]> {
    this.engine.assertOpen()
    checkOptions('find', options)
    const { limit = 1_000 } = options
    const query = readFilter(definition.name, filter)
    const tasks = await findTasks(this.engine.store, query, readCount('The limit of find()', limit))
    return tasks.map(toStoredTask) as StoredTaskOf<Definition>[]
  }

  /** Finds the oldest task of a definition that fits; undefined when there is none. */
  async findOne<Definition extends AnyTaskDefinition>(
    definition: Definition,
    filter: FindFilter<PayloadInputOf<Definition>> = {},
  ): Promise<StoredTaskOf<Definition> | undefined> {
    return (await this.find(definition, filter, { limit: 1 }))[0]
  }

  /** Reads a task of a definition by its id, typed; undefined when there is none of it (any more). */
  async get<Definition extends AnyTaskDefinition>(
    definition: Definition,
    id: string,
  ): Promise<StoredTaskOf<Definition> | undefined>
  /** Reads a task by its id, node or reference; undefined when there is none (any more). */
  async get(task: string | TaskReference): Promise<StoredTask | undefined>
  async get(
    ...[given, id]: readonly [string | TaskReference] | readonly [AnyTaskDefinition, string]
  ): Promise<StoredTask | undefined> {
    this.engine.assertOpen()
    const found = await findTask(this.engine.store, readId(isDefinition(given) ? id : given))
    const isMeant = found !== undefined && (!isDefinition(given) || found.name === given.name)
    return isMeant ? toStoredTask(found) : undefined
  }

  /** Counts the tasks of a definition. */
  async count<Definition extends AnyTaskDefinition>(
    definition: Definition,
    filter: FindFilter<PayloadInputOf<Definition>> = {},
  ): Promise<number> {
    this.engine.assertOpen()
    return countTasks(this.engine.store, readFilter(definition.name, filter))
  }

  /** Whether a definition has no task that still has to run, or is running. */
  async isEmpty(definition: AnyTaskDefinition): Promise<boolean> {
    this.engine.assertOpen()
    return !(await hasOpenTask(this.engine.store, definition.name))
  }

  /** Says why a task is not running, in words and as data; undefined when there is no such task (any more). */
  async explain(task: string | TaskReference): Promise<Explanation | undefined> {
    this.engine.assertOpen()
    const facts = await readTaskFacts(this.engine.store, readId(task))
    return facts === undefined ? undefined : explain(facts)
  }

  /**
   * Listens to what this process does, at once and at no cost: what it pushes, claims, settles, recovers.
   * Returns the end of listening. A listener that throws is warned of, and changes nothing.
   */
  on<Kind extends LocalEventKind>(kind: Kind, listener: (event: EventOf<Kind>) => void): () => void {
    this.engine.assertOpen()
    checkLocalKind(kind, listener)
    return this.engine.local.on(kind, listener)
  }

  /**
   * Opens a feed of what all processes of the database do, for `for await`. It resolves when the feed misses
   * nothing any more. All feeds of a process share one change stream or, on a standalone, one poll; the last
   * feed that is closed closes it.
   */
  async events<Kind extends EventKind = EventKind>(
    options: EventFeedOptions<Kind> = {},
  ): Promise<EventFeed<EventOf<Kind | 'missed'>>> {
    this.engine.assertOpen()
    checkEventOptions(options)
    return (await this.engine.feeds.open(options)) as EventFeed<EventOf<Kind | 'missed'>>
  }

  /** Reads the figures that the processes gather: what became of tasks, by definition and minute, for 8 days. */
  async rollups(window: RollupWindow): Promise<Rollup[]> {
    this.engine.assertOpen()
    return readRollups(this.engine.store, readWindow(window))
  }

  /** Compares the indexes of the database with those that Taskloom declares. */
  async indexDrift(): Promise<IndexDrift[]> {
    this.engine.assertOpen()
    return indexDrift(this.engine.store)
  }

  /** How many things sweepers had to heal since the database was set up: 0 in a life without crashes. */
  async healed(): Promise<number> {
    this.engine.assertOpen()
    return readHealed(this.engine.store)
  }
}
