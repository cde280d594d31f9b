import type { TaskDocument } from '../document/task-document.ts'
import type { StreamReader, StreamWatch } from '../run/stream-watch.ts'
import type { StoredChange } from '../store/change-feed.ts'
import { readNamedTasks, type NamedTask } from '../store/read/named-tasks.ts'
import type { Store } from '../store/store.ts'
import type { EventSink, EventSource } from './event-source.ts'
import type { LoomEvent } from './events.ts'
import { kindOfChange, kindOfTask, toDagFinished, toTaskEvent, withEndOfSingle } from './to-event.ts'

/** How many changes are named in one go. */
const batchSize = 500

/** How many changes may wait to be named; beyond it they are dropped, and the readers are told. */
const waitingAtMost = 20_000

/** How many tasks are remembered by name. */
const rememberedAtMost = 10_000

/** Events from the change stream of the process. What a change does not say, the name of its task, is read. */
export class StreamSource implements EventSource, StreamReader {
  readonly #store: Store
  readonly #stream: StreamWatch
  readonly #sink: EventSink
  readonly #names = new Map<string, NamedTask>()
  #waiting: StoredChange[] = []
  #isNaming = false

  constructor(store: Store, stream: StreamWatch, sink: EventSink) {
    this.#store = store
    this.#stream = stream
    this.#sink = sink
  }

  open(): Promise<boolean> {
    return this.#stream.read(this)
  }

  async close(): Promise<void> {
    this.#waiting = []
    this.#names.clear()
    await this.#stream.unread()
  }

  nudge(): void {
    // The stream is as fast as it can be.
  }

  onChange(change: StoredChange): void {
    this.#waiting.push(change)
    if (this.#waiting.length > waitingAtMost) {
      this.#waiting = []
      this.#sink.miss()
    }
    if (!this.#isNaming) void this.#nameAll()
  }

  onMissed(): void {
    this.#sink.miss()
  }

  async #nameAll(): Promise<void> {
    this.#isNaming = true
    // Changes that come in the same turn share a batch.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, batchSize)
      try {
        await this.#name(batch)
        this.#sink.take(batch.flatMap((change) => this.#toEvents(change)))
      } catch (error) {
        this.#sink.fail(error)
        this.#sink.miss()
      }
    }
    this.#isNaming = false
  }

  async #name(batch: readonly StoredChange[]): Promise<void> {
    const unknown = new Set<string>()
    for (const { of, id, fields } of batch) {
      if (of === 'dag') continue
      const { name, dagId, state } = fields
      if (name !== undefined && dagId !== undefined)
        this.#remember(id, { name, dagId, state: state ?? 'CREATED' })
      else if (!this.#isKnown(id, fields)) unknown.add(id)
    }
    if (unknown.size === 0) return
    for (const [id, named] of await readNamedTasks(this.#store, [...unknown])) this.#remember(id, named)
  }

  /** What a task is now is wanted where the change does not say it, or where it may be the end of its DAG. */
  #isKnown(id: string, fields: Partial<TaskDocument>): boolean {
    const kind = kindOfChange(fields)
    return (
      kind !== 'changed' && (kind !== 'settled' || this.#names.get(id)?.dagId !== id) && this.#names.has(id)
    )
  }

  #remember(id: string, named: NamedTask): void {
    this.#names.set(id, named)
    if (this.#names.size <= rememberedAtMost + batchSize) return
    for (const oldest of [...this.#names.keys()].slice(0, batchSize)) this.#names.delete(oldest)
  }

  #toEvents(change: StoredChange): LoomEvent[] {
    if (change.of === 'dag') return [toDagFinished(change.id, change.fields)]
    const { id, fields, isWhole } = change
    const kind = isWhole ? kindOfTask(fields) : kindOfChange(fields)
    const named = this.#names.get(id)
    return withEndOfSingle(toTaskEvent(kind, { _id: id, ...fields }, named), named?.growths)
  }
}
