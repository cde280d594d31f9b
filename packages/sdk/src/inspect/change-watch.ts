import type { EventFeed } from '../observe/event-feed.ts'
import type { LoomEvent } from '../observe/events.ts'
import type { Engine } from '../run/engine.ts'
import { pause } from '../run/pause.ts'
import { retryDelay } from '../run/retry-delay.ts'
import { inChunks } from '../store/chunks.ts'
import { readTaskRows } from '../store/read/inspect/read-rows.ts'
import type { Reader } from '../store/read/inspect/reader.ts'
import type { ChangeFeed, ChangeListener } from './inspection.ts'
import { Pulse } from './pulse.ts'

/** How many rows are told in one go. */
const batchSize = 500

/** How many changes may wait to be told; beyond, the listener is told to read anew. */
const waitingAtMost = 5_000

/**
 * How long changes gather before they are told, how far apart tellings are, and by how much one may come early, in
 * milliseconds. What changes now and then is told at once; what changes all the time is read ten times a second.
 */
const gathering = 15
const spacing = 100
const early = 80

/**
 * Tells of every task that changes, and of every DAG that ends: the events of all processes say which, and the
 * tasks are read as they are now. It outlives a database that goes away, and says so.
 */
export class ChangeWatch implements ChangeFeed {
  readonly kind: ChangeFeed['kind']
  readonly opened: Promise<void>
  readonly #engine: Engine
  readonly #reader: Reader
  readonly #listener: ChangeListener
  readonly #closed = new AbortController()
  readonly #pulse: Pulse
  readonly #changed = new Set<string>()
  readonly #removed = new Set<string>()
  readonly #finishedDags = new Set<string>()
  #onOpened = (): void => {}
  #events: EventFeed | undefined
  #telling: Promise<void> | undefined
  /** When the next telling is due, if there is news all the time. */
  #dueAt = -Infinity

  constructor(engine: Engine, reader: Reader, listener: ChangeListener) {
    this.kind = engine.store.topology === 'standalone' ? 'polling' : 'stream'
    this.#engine = engine
    this.#reader = reader
    this.#listener = listener
    this.#pulse = new Pulse(engine.store, (error) => this.#tellDatabase(error))
    this.opened = new Promise((resolve) => {
      this.#onOpened = resolve
    })
    void this.#follow()
  }

  async close(): Promise<void> {
    this.#closed.abort()
    this.#onOpened()
    this.#pulse.close()
    await this.#events?.close()
    await this.#telling
  }

  /** A feed whose loom was closed has nothing to tell any more either. */
  get #isClosed(): boolean {
    return this.#closed.signal.aborted || !this.#engine.isOpen
  }

  /** Follows the events until it is closed; a feed that cannot be opened is tried again. */
  async #follow(): Promise<void> {
    for (let failures = 0; !this.#isClosed; failures += 1) {
      try {
        this.#events = await this.#engine.feeds.open({})
        if (this.#isClosed) await this.#events.close()
        this.#onOpened()
        if (failures > 0) this.#listener.onMissed('The feed of changes was opened again.')
        for await (const event of this.#events) this.#take(event)
      } catch {
        this.#pulse.suspect()
      }
      await pause(retryDelay(failures + 1), this.#closed.signal, { background: true })
    }
    this.#pulse.close()
  }

  #take(event: LoomEvent): void {
    if (this.#isClosed) return
    if (event.kind === 'missed') this.#listener.onMissed(`Changes were missed: ${event.reason}.`)
    else if (event.kind === 'deleted') this.#removed.add(event.id)
    else if (event.kind === 'dagFinished') this.#finishedDags.add(event.dagId)
    else this.#changed.add(event.id)
    if (Math.max(this.#changed.size, this.#removed.size, this.#finishedDags.size) > waitingAtMost) {
      this.#changed.clear()
      this.#removed.clear()
      this.#finishedDags.clear()
      this.#listener.onMissed('More changed than can be told.')
    }
    // Nothing to tell would end at once, before it is noted here that it is being told.
    if (this.#hasNews) this.#telling ??= this.#tell()
  }

  get #hasNews(): boolean {
    return this.#changed.size + this.#removed.size + this.#finishedDags.size > 0
  }

  async #tell(): Promise<void> {
    while (!this.#isClosed && this.#hasNews) {
      const wait = Math.max(gathering, this.#dueAt - early - performance.now())
      await pause(wait, this.#closed.signal)
      this.#dueAt = Math.max(this.#dueAt, performance.now()) + spacing
      const removed = [...this.#removed]
      this.#removed.clear()
      for (const id of removed) this.#changed.delete(id)
      if (removed.length > 0) this.#listener.onRemoved(removed)
      const changed = [...this.#changed]
      this.#changed.clear()
      const finishedDags = [...this.#finishedDags]
      this.#finishedDags.clear()
      for (const ids of inChunks(changed, batchSize)) await this.#tellBatch(ids)
      if (finishedDags.length > 0 && !this.#isClosed) this.#listener.onDagsFinished(finishedDags)
    }
    this.#telling = undefined
  }

  async #tellBatch(ids: readonly string[]): Promise<void> {
    if (this.#isClosed) return
    try {
      const rows = await readTaskRows(this.#reader, ids)
      if (!this.#isClosed && rows.length > 0) this.#listener.onChanged(rows)
    } catch {
      this.#pulse.suspect()
      if (this.#isClosed) return
      this.#listener.onMissed('Tasks that changed could not be read.')
      await pause(retryDelay(1), this.#closed.signal)
    }
  }

  #tellDatabase(error: unknown): void {
    if (this.#isClosed) return
    if (error === undefined) {
      this.#listener.onDatabase({ status: 'up' })
      this.#listener.onMissed('The database was away.')
      return
    }
    const message = error instanceof Error ? error.message : 'The database does not answer.'
    this.#listener.onDatabase({ status: 'down', error: message })
  }
}
