import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import type { ChangeListener, Inspection, TaskRow } from '@taskloom/sdk/inspect'
import express, { type Request, type Response } from 'express'
import { pino } from 'pino'

import type { OpenDatabase } from '../../server/database/database.ts'
import type { DatabaseStatus } from '../../server/database/status-watch.ts'
import { LiveHub } from '../../server/live/live-hub.ts'
import { readTopics } from '../../server/live/topics.ts'
import { EventStream } from './event-stream.ts'

/** A live hub whose database is in the hands of the test. */
export class FakeFeed implements AsyncDisposable {
  readonly hub: LiveHub
  /** Who listens to the feed; undefined while nobody does. */
  listener: ChangeListener | undefined
  opened = 0
  /** What `taskRows` finds. */
  readonly rows = new Map<string, TaskRow>()
  /** Lets the hub take a browser on; a test may let something happen to it before, or meanwhile. */
  receive: (response: Response, take: () => Promise<void>) => Promise<void> = (_response, take) => take()
  /** Resolves when the hub is done with taking the last browser on. */
  received: Promise<void> = Promise.resolve()
  /** What `taskRows` waits for. */
  beforeReadingRows: Promise<unknown> = Promise.resolve()
  /** How many of the next reads of the figures fail. */
  failingReads = 0
  readonly #server: Server
  readonly #statusListeners = new Set<(status: DatabaseStatus) => void>()
  #status: DatabaseStatus = { status: 'up' }
  #statsAt = 0
  #ready = 0

  private constructor() {
    const access = {
      attend: () => undefined,
      onStatus: (listener: (status: DatabaseStatus) => void) => {
        this.#statusListeners.add(listener)
        return () => void this.#statusListeners.delete(listener)
      },
      use: () => this.#use(),
      status: this.#status,
    }
    Object.defineProperty(access, 'status', { get: () => this.#status })
    this.hub = new LiveHub(access, pino({ level: 'silent' }))
    const app = express().get('/', (request, response) => {
      this.received = this.#serve(request, response)
      return this.received
    })
    this.#server = createServer(app)
  }

  static async open(): Promise<FakeFeed> {
    const feed = new FakeFeed()
    await new Promise<void>((resolve) => void feed.#server.listen(0, '127.0.0.1', resolve))
    return feed
  }

  /** Opens a browser on the stream that was greeted already. */
  async listen(topics: string, headers?: Readonly<Record<string, string>>): Promise<EventStream> {
    const { port } = this.#server.address() as AddressInfo
    const stream = await EventStream.open(`http://127.0.0.1:${port}/?topics=${topics}`, headers)
    await stream.next('hello')
    return stream
  }

  /** Lets tasks change. */
  change(...ids: string[]): void {
    const rows = ids.map((id) => rowOf(id))
    for (const row of rows) this.rows.set(row.id, row)
    this.listener?.onChanged(rows)
  }

  setStatus(status: DatabaseStatus): void {
    this.#status = status
    for (const listener of this.#statusListeners) listener(status)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.hub.close()
    this.#server.closeAllConnections()
    this.#server.close()
  }

  /** Figures that are shared for a second and a half, as those of the SDK are. */
  #stats(): unknown {
    if (Date.now() - this.#statsAt >= 1_500) {
      this.#statsAt = Date.now()
      this.#ready = this.rows.size
    }
    return { counts: { ready: this.#ready }, at: this.#statsAt }
  }

  async #serve(request: Request, response: Response): Promise<void> {
    const { topics: given } = request.query
    const topics = readTopics(typeof given === 'string' ? given : '')
    const lastId = request.get('last-event-id')
    if (topics === undefined) return
    await this.receive(response, () =>
      this.hub.add(request, response, {
        topics,
        isWelcome: async () => true,
        ...(lastId === undefined ? {} : { lastId }),
      }),
    )
  }

  async #use(): Promise<OpenDatabase> {
    if (this.#status.status === 'down') throw new Error('down')
    const inspection = {
      live: 'stream',
      now: () => Date.now(),
      watchChanges: (listener: ChangeListener) => {
        this.opened += 1
        this.listener = listener
        return {
          kind: 'stream',
          opened: Promise.resolve(),
          close: async () => void (this.listener = undefined),
        }
      },
      taskRows: async (ids: readonly string[]) => {
        await this.beforeReadingRows
        return ids.map((id) => this.rows.get(id)).filter((row) => row !== undefined)
      },
      stats: async () => {
        this.failingReads -= 1
        if (this.failingReads >= 0) throw new Error('It took too long.')
        return this.#stats()
      },
      dag: async (id: string) => ({ dag: { id } }),
    } as unknown as Inspection
    return { inspection } as OpenDatabase
  }
}

/** A task `dag/name`. */
export function rowOf(id: string): TaskRow {
  const [dagId = ''] = id.split('/')
  return { id, dagId, name: 'job', view: 'ready', updatedAt: 0 } as TaskRow
}
