import { connect, type Loom } from '@taskloom/sdk'
import { openInspection, type Inspection } from '@taskloom/sdk/inspect'

import { Problem } from '../http/problem.ts'
import type { Settings, Source } from '../options.ts'
import { redactingInspection, type RedactSettings } from '../security/redacting-inspection.ts'
import { StatusWatch, watchTimes, type DatabaseStatus } from './status-watch.ts'
import { within } from './within.ts'

/** How long the first connection may take until it is said that there is none, in milliseconds; it goes on. */
const connectPatience = 8_000

type DatabaseSettings = RedactSettings & Pick<Settings, 'readPreference'>

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
  readonly #source: Source
  readonly #settings: DatabaseSettings
  readonly #watch: StatusWatch
  #open: OpenDatabase | undefined
  #connecting: Promise<void> | undefined

  constructor(source: Source, settings: DatabaseSettings) {
    this.#source = source
    this.#settings = settings
    if ('loom' in source) this.#take(source.loom)
    this.#watch = new StatusWatch(() => this.#ask())
  }

  /** The name of the database; empty until it has been found. */
  get name(): string {
    return 'database' in this.#source ? this.#source.database : (this.#open?.inspection.database ?? '')
  }

  get status(): DatabaseStatus {
    return this.#watch.status
  }

  /** Calls when the database goes away or comes back, until the returned function is called. */
  onStatus(listener: (status: DatabaseStatus) => void): () => void {
    return this.#watch.onStatus(listener)
  }

  /**
   * The open database.
   * @throws Problem `DATABASE_DOWN`, at once, while it is away.
   */
  async use(): Promise<OpenDatabase> {
    this.attend()
    await this.#watch.first
    if (this.#open !== undefined && this.status.status !== 'down') return this.#open
    throw databaseDown(this.status)
  }

  /** The open database, if there is one: it may be away, and is not watched for this. */
  peek(): OpenDatabase | undefined {
    return this.#open
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
    this.#watch.attend()
  }

  async close(): Promise<void> {
    this.#watch.close()
    if (!('loom' in this.#source)) await this.#open?.loom.close()
  }

  #take(loom: Loom): void {
    const inspection = openInspection(loom, { readPreference: this.#settings.readPreference })
    this.#open = { loom, inspection: redactingInspection(inspection, this.#settings) }
  }

  /** Asks for a sign of life; the first is a connection. */
  async #ask(): Promise<void> {
    if (this.#open !== undefined) {
      await within(watchTimes.patience, this.#open.loom.healed())
      return
    }
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = undefined
    })
    await within(connectPatience, this.#connecting)
  }

  async #connect(): Promise<void> {
    if ('loom' in this.#source) return
    // It neither sweeps nor changes indexes: looking must not change anything.
    const { database, prefix = '' } =
      'findPlace' in this.#source ? await this.#source.findPlace() : this.#source
    const where = 'uri' in this.#source ? { uri: this.#source.uri } : { client: this.#source.client }
    const loom = await connect({ ...where, database, prefix, sweeper: false, ensureIndexes: false })
    if (this.#watch.isClosed) await loom.close()
    else this.#take(loom)
  }
}

function databaseDown(status: DatabaseStatus): Problem {
  if (status.status !== 'down') return new Problem('DATABASE_DOWN', 'The database has not been reached yet.')
  return new Problem('DATABASE_DOWN', status.error, status.cause)
}
