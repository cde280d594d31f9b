import { setTimeout as delay } from 'node:timers/promises'

import { connect, type Loom } from '@taskloom/sdk'
import { openInspection, type Inspection } from '@taskloom/sdk/inspect'

import { Problem } from '../http/problem.ts'
import type { Source } from '../options.ts'
import { probableCause } from './probable-cause.ts'
import { within } from './within.ts'

/** How often a database that is away is tried, and one that is there is asked, in milliseconds. */
const retryPause = 2_000
const lookPause = 1_000

/** How long a question for a sign of life may take, in milliseconds. */
const patience = 2_000

/** How long the database is watched after somebody asked something, in milliseconds. */
const attention = 60_000

export type DatabaseStatus =
  | { readonly status: 'connecting' }
  | { readonly status: 'up' }
  | { readonly status: 'down'; readonly since: number; readonly error: string; readonly cause?: string }

/** What is needed of an open database. */
export interface OpenDatabase {
  readonly loom: Loom
  readonly inspection: Inspection
}

/** What a part of the inspector sees of the way to the database. */
export type DatabaseAccess = Pick<Database, 'use' | 'onStatus' | 'attend' | 'status'>

/**
 * The way to the database. It is opened in the background, tried again until it is there, and watched while
 * somebody looks, so that requests are refused at once, not after a timeout, while it is away.
 */
export class Database {
  /** The name of the database. */
  readonly name: string
  readonly #source: Source
  readonly #listeners = new Set<(status: DatabaseStatus) => void>()
  readonly #closed = new AbortController()
  readonly #first: Promise<void>
  #open: OpenDatabase | undefined
  #status: DatabaseStatus = { status: 'connecting' }
  #watchUntil = 0
  #isWatching = false

  constructor(source: Source) {
    this.#source = source
    if ('loom' in source) this.#take(source.loom)
    this.name = 'loom' in source ? (this.#open?.inspection.database ?? '') : source.database
    this.#first = new Promise((resolve) => void this.#watch(resolve))
  }

  get status(): DatabaseStatus {
    return this.#status
  }

  /** Calls when the database goes away or comes back, until the returned function is called. */
  onStatus(listener: (status: DatabaseStatus) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /**
   * The open database.
   * @throws Problem `DATABASE_DOWN`, at once, while it is away.
   */
  async use(): Promise<OpenDatabase> {
    this.attend()
    await this.#first
    if (this.#open !== undefined && this.#status.status !== 'down') return this.#open
    throw databaseDown(this.#status)
  }

  /** Waits for an answer of the database, but no longer than until it is known to be away. */
  async unlessDown<Value>(answer: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      const forget = this.onStatus((status) => {
        if (status.status === 'down') reject(databaseDown(status))
      })
      answer.then(resolve, reject).finally(forget)
    })
  }

  /** Somebody looks: the database is watched for a while. */
  attend(): void {
    this.#watchUntil = Date.now() + attention
    if (!this.#isWatching) void this.#watch()
  }

  async close(): Promise<void> {
    this.#closed.abort()
    this.#listeners.clear()
    if (!('loom' in this.#source)) await this.#open?.loom.close()
  }

  #take(loom: Loom): void {
    this.#open = { loom, inspection: openInspection(loom) }
  }

  /** Looks until nobody has asked anything for a while; a database that is away is tried for ever. */
  async #watch(onLooked: () => void = () => {}): Promise<void> {
    this.#isWatching = true
    const { signal } = this.#closed
    while (!signal.aborted) {
      await this.#look()
      onLooked()
      const isDown = this.#status.status === 'down'
      if (!isDown && Date.now() > this.#watchUntil) break
      await delay(isDown ? retryPause : lookPause, undefined, { signal, ref: false }).catch(() => undefined)
    }
    this.#isWatching = false
  }

  async #look(): Promise<void> {
    try {
      if (this.#open === undefined) await this.#connect()
      else await within(patience, this.#open.loom.healed())
      this.#tell({ status: 'up' })
    } catch (error) {
      this.#tell(downBecause(error, this.#status))
    }
  }

  async #connect(): Promise<void> {
    if ('loom' in this.#source) return
    // It neither sweeps nor changes indexes: looking must not change anything.
    const { database, prefix = '' } = this.#source
    const where = 'uri' in this.#source ? { uri: this.#source.uri } : { client: this.#source.client }
    const loom = await connect({ ...where, database, prefix, sweeper: false, ensureIndexes: false })
    if (this.#closed.signal.aborted) await loom.close()
    else this.#take(loom)
  }

  #tell(status: DatabaseStatus): void {
    const isNew = status.status !== this.#status.status
    this.#status = status
    if (isNew) for (const listener of this.#listeners) listener(status)
  }
}

function databaseDown(status: DatabaseStatus): Problem {
  if (status.status !== 'down') return new Problem('DATABASE_DOWN', 'The database has not been reached yet.')
  return new Problem('DATABASE_DOWN', status.error, status.cause)
}

function downBecause(error: unknown, before: DatabaseStatus): DatabaseStatus {
  const message = error instanceof Error ? error.message : String(error)
  const cause = probableCause(message)
  return {
    status: 'down',
    since: before.status === 'down' ? before.since : Date.now(),
    error: message,
    ...(cause === undefined ? {} : { cause }),
  }
}
