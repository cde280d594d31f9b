import type { MongoClient } from 'mongodb'

import { TaskloomError } from '../errors.ts'
import { connectClient, hostsOf } from '../store/connect-client.ts'
import { ensureIndexes } from '../store/indexes.ts'
import { openStore } from '../store/store.ts'
import { Engine } from './engine.ts'
import { readLimits, type Limits } from './limits.ts'
import { Loom } from './loom.ts'
import { Sweeper } from './sweeper.ts'
import { readTimes, type TimeOptions } from './times.ts'

interface CommonOptions {
  /** The database that the tasks live in. */
  readonly database: string
  /**
   * What the names of the collections begin with.
   * @defaultValue no prefix
   */
  readonly prefix?: string
  /**
   * Whether this connection takes part in the periodic duties: delays, expiry, recovery.
   * @defaultValue true
   */
  readonly sweeper?: boolean
  /**
   * Whether missing indexes are created now.
   * @defaultValue true
   */
  readonly ensureIndexes?: boolean
  readonly times?: TimeOptions
  /** The largest payload and result, in bytes of BSON; 1 MiB each by default. */
  readonly limits?: Partial<Limits>
}

/** Options of `connect`: an address, or a client of your own, which stays open when the loom is closed. */
export type ConnectOptions = CommonOptions &
  ({ readonly uri: string; readonly client?: never } | { readonly client: MongoClient; readonly uri?: never })

/**
 * Connects to the tasks of a database.
 * @throws TaskloomError `CONNECTION_FAILED` when no server answers, `INVALID_OPTION` when an option is wrong.
 */
export async function connect(options: ConnectOptions): Promise<Loom> {
  const { database, prefix = '' } = options
  if (typeof database !== 'string' || database === '') {
    throw new TaskloomError('INVALID_OPTION', 'connect() needs `database`, the name of the database to use.')
  }
  const times = readTimes(options.times ?? {})
  const limits = readLimits(options.limits ?? {})
  const ownClient = options.client === undefined ? await connectClient(options.uri) : undefined
  const client = options.client ?? (ownClient as MongoClient)
  const store = await openStore({ client, database, prefix })
  if (options.ensureIndexes ?? true) await ensureIndexes(store)
  const engine = new Engine({ store, times, limits })
  const sweeper = new Sweeper(engine)
  if (options.sweeper ?? true) await sweeper.start()
  const loom = new Loom({ engine, sweeper, place: `${hostsOf(client)}/${database}/${prefix}`, ownClient })
  internals.set(loom, { engine, sweeper })
  return loom
}

/** What the testing entry reaches behind the public face of a loom. */
export const internals: WeakMap<Loom, Internals> = new WeakMap()

/** What a loom is made of. */
export interface Internals {
  readonly engine: Engine
  readonly sweeper: Sweeper
}
