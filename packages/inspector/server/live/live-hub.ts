import { randomBytes } from 'node:crypto'

import type { Inspection } from '@taskloom/sdk/inspect'
import type { Request, Response } from 'express'
import type { Logger } from 'pino'

import type { LiveEventName, LiveEvents } from '../../shared/live.ts'
import type { DatabaseAccess } from '../database/database.ts'
import type { DatabaseStatus } from '../database/status-watch.ts'
import { Problem } from '../http/problem.ts'
import { ChangeRing } from './change-ring.ts'
import { Coalescer } from './coalescer.ts'
import { LiveFeed } from './live-feed.ts'
import { LiveSession } from './live-session.ts'
import { PendingChanges } from './pending-changes.ts'
import { mostRows, tellBatch } from './tell-batch.ts'
import { isWanted, type Topics } from './topics.ts'

/** How many browsers may listen at once. */
const mostSessions = 1_000

/** Distances between batches, and between summaries, in milliseconds; a batch may come early. */
const batches = { interval: 100, early: 80 } as const
const summaries = { interval: 1_000 } as const

/** How many DAGs are summed up in one go. */
const mostDags = 20

/** An id as a hub gives it out, this one or that of a server before. */
const wellFormed = /^\w{1,64}:\d{1,15}$/

type Action = LiveEvents['action']

/** What a browser asks for. */
export interface Listening {
  readonly topics: Topics
  /** The id of the last event that it had, if it was here before. */
  readonly lastId?: string
  /** Whether it may listen still. */
  readonly isWelcome: () => Promise<boolean>
}

/** Everything live: one feed of the database's changes, told to every browser by what it wants to hear. */
export class LiveHub {
  readonly #database: DatabaseAccess
  readonly #logger: Logger
  readonly #epoch = randomBytes(6).toString('hex')
  readonly #ring = new ChangeRing()
  readonly #pending = new PendingChanges()
  readonly #sessions = new Set<LiveSession>()
  readonly #feed: LiveFeed
  readonly #batches = new Coalescer(batches, () => this.#tellBatch())
  readonly #summaries = new Coalescer(summaries, () => this.#tellSummaries())
  /** What is summed up next, and from when on figures are new enough: it is set when they are first read. */
  readonly #changedDags = new Set<string>()
  #statsFrom: number | undefined
  #attention: NodeJS.Timeout | undefined
  #sequence = 0

  constructor(database: DatabaseAccess, logger: Logger) {
    this.#database = database
    this.#logger = logger
    this.#feed = new LiveFeed({
      database,
      listener: this.#listener(),
      logger,
      onClosed: () => void this.#forget(),
    })
    database.onStatus((status) => void this.#tellDatabase(status))
  }

  /** Whether one of them does not keep up. */
  get hasSlow(): boolean {
    return [...this.#sessions].some(({ isBehind }) => isBehind)
  }

  /** Takes a browser on, and tells it what it missed if it was away for a moment. */
  async add(request: Request, response: Response, listening: Listening): Promise<void> {
    if (this.#sessions.size >= mostSessions)
      throw new Problem('BUSY', `${mostSessions} browsers listen already.`, 'Close some of them.')
    const { topics, lastId, isWelcome } = listening
    const session = await LiveSession.open(request, response, {
      topics,
      isWelcome,
      lastId: () => this.#id(),
      ...(lastId !== undefined && wellFormed.test(lastId) ? { resumesFrom: lastId } : {}),
    })
    if (session === undefined) return
    session.onClosed(() => this.#remove(session))
    this.#sessions.add(session)
    this.#attention ??= this.#attend()
    // Nobody knows what happened while no feed was open.
    if (!this.#feed.isOpen) this.#forget()
    await this.#feed.want()
    await this.#greet(session)
    if (lastId !== undefined) await this.#resume(session, lastId)
    session.hasResumed()
    this.#sumUpFor(topics, lastId !== undefined)
  }

  /** Tells whoever follows an action how far it is. */
  tellAction(action: Action): void {
    for (const session of this.#sessions)
      if (session.topics.actionIds.has(action.id)) session.send('action', action)
  }

  async close(): Promise<void> {
    clearInterval(this.#attention)
    this.#batches.stop()
    this.#summaries.stop()
    for (const session of this.#sessions) session.close()
    await this.#feed.close()
  }

  #listener(): Parameters<Inspection['watchChanges']>[0] {
    return {
      onChanged: (rows) => this.#note(() => this.#pending.change(rows)),
      onRemoved: (ids) => this.#note(() => this.#pending.remove(ids)),
      onDagsFinished: (ids) => this.#sumUp(new Set(ids)),
      onMissed: () => this.#note(() => this.#pending.miss()),
      onDatabase: () => this.#database.attend(),
    }
  }

  #note(change: () => void): void {
    change()
    this.#batches.ask()
  }

  #tellBatch(): void {
    const batch = this.#pending.take()
    const sequence = batch.isOverfull ? this.#forget() : this.#next()
    this.#ring.add([
      ...batch.rows.map(({ id, dagId }) => ({ sequence, id, dagId })),
      ...batch.removed.map((id) => ({ sequence, id, dagId: '' })),
    ])
    for (const session of this.#sessions) tellBatch(session, batch)
    this.#sumUp(new Set(batch.rows.map(({ dagId }) => dagId)))
  }

  /** Lets what changed be summed up for those who want it. */
  #sumUp(changed: ReadonlySet<string>): void {
    this.#statsFrom = undefined
    for (const { topics } of this.#sessions)
      for (const id of topics.dagIds) if (changed.has(id)) this.#changedDags.add(id)
    this.#summaries.ask()
  }

  /** A browser that comes back may have missed the end of a DAG, which is no change of a task. */
  #sumUpFor({ stats, dagIds }: Topics, isBack: boolean): void {
    if (isBack) for (const id of dagIds) this.#changedDags.add(id)
    if (stats || this.#changedDags.size > 0) this.#summaries.ask()
  }

  async #tellSummaries(): Promise<void> {
    try {
      const { inspection } = await this.#database.use()
      if ([...this.#sessions].some(({ topics }) => topics.stats)) await this.#tellStats(inspection)
      for (const id of [...this.#changedDags].slice(0, mostDags)) {
        this.#changedDags.delete(id)
        const detail = await inspection.dag(id)
        if (detail !== undefined) this.#tell('dag', detail.dag, (topics) => topics.dagIds.has(id))
      }
    } catch (error) {
      this.#logger.debug({ err: error }, 'The summaries of the live stream could not be read')
      // Nothing else would say that they are out of date. After an outage they are asked for anyway.
      if (this.#sessions.size > 0 && this.#database.status.status === 'up') this.#summaries.ask()
    }
    if (this.#changedDags.size > 0) this.#summaries.ask()
  }

  /** Figures are shared for a while, so they may be of before the change: then they are read again. */
  async #tellStats(inspection: Inspection): Promise<void> {
    const from = (this.#statsFrom ??= inspection.now())
    const stats = await inspection.stats()
    this.#tell('stats', stats, (topics) => topics.stats)
    if (stats.at < from) this.#summaries.ask()
  }

  async #tellDatabase(status: DatabaseStatus): Promise<void> {
    const event = databaseEvent(status)
    if (event === undefined) return
    this.#next()
    this.#tell('database', event)
    if (event.status === 'down') return
    // A browser that came meanwhile gets its feed now. Nobody knows what happened before.
    if (this.#sessions.size > 0) await this.#feed.want()
    this.#forget()
    this.#tell('reset', { reason: 'The database was away.' })
  }

  async #greet(session: LiveSession): Promise<void> {
    const open = await this.#database.use().catch(() => undefined)
    session.send('hello', {
      epoch: this.#epoch,
      sequence: this.#sequence,
      live: open?.inspection.live ?? 'polling',
    })
    const event = databaseEvent(this.#database.status)
    if (event?.status === 'down') session.send('database', event)
  }

  async #resume(session: LiveSession, lastId: string): Promise<void> {
    const [epoch, sequence] = lastId.split(':')
    const isOurs = epoch === this.#epoch && /^\d{1,15}$/.test(sequence ?? '')
    const changes = isOurs ? this.#ring.since(Number(sequence)) : undefined
    if (changes === undefined) {
      session.hasResumed()
      return session.send('reset', { reason: 'What happened meanwhile is forgotten.' })
    }
    const { topics } = session
    const wanted = changes.filter((change) => change.dagId === '' || isWanted(topics, change))
    if (wanted.length > mostRows) return session.send('dirty', { scope: 'all' })
    if (wanted.length === 0) return
    await this.#retell(
      session,
      wanted.map(({ id }) => id),
    )
  }

  async #retell(session: LiveSession, ids: readonly string[]): Promise<void> {
    try {
      const { inspection } = await this.#database.use()
      const rows = await inspection.taskRows(ids)
      const found = new Set(rows.map(({ id }) => id))
      tellBatch(session, { rows, removed: ids.filter((id) => !found.has(id)), isOverfull: false })
    } catch {
      session.send('dirty', { scope: 'all' })
    }
  }

  #tell<Name extends LiveEventName>(
    name: Name,
    data: LiveEvents[Name],
    wants: (topics: Topics) => boolean = () => true,
  ): void {
    for (const session of this.#sessions) if (wants(session.topics)) session.send(name, data)
  }

  #next(): number {
    this.#sequence += 1
    return this.#sequence
  }

  /** Makes every id that was given out until now one that nothing can be told after; returns the next number. */
  #forget(): number {
    const sequence = this.#next()
    this.#ring.break(sequence)
    return sequence
  }

  #id(): string {
    return `${this.#epoch}:${this.#sequence}`
  }

  #attend(): NodeJS.Timeout {
    this.#database.attend()
    return setInterval(() => this.#database.attend(), 10_000).unref()
  }

  #remove(session: LiveSession): void {
    this.#sessions.delete(session)
    if (this.#sessions.size > 0) return
    clearInterval(this.#attention)
    this.#attention = undefined
    this.#feed.unwant()
  }
}

function databaseEvent(status: DatabaseStatus): LiveEvents['database'] | undefined {
  if (status.status === 'connecting') return undefined
  if (status.status === 'up') return { status: 'up' }
  return { status: 'down', error: status.error, since: status.since }
}
