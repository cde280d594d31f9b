import { connectClient, hostsOf, type MongoClient } from '../store/connect-client.ts'
import { ensureIndexes } from '../store/indexes.ts'
import { openStore } from '../store/store.ts'
import { checkConnectOptions } from './check-connect-options.ts'
import { checkOptions } from './check-options.ts'
import { Engine } from './engine.ts'
import { readLimits, type Limits } from './limits.ts'
import { Loom } from './loom.ts'
import { Sweeper } from './sweeper.ts'
import { readTimes, type EngineTimes, type TimeOptions } from './times.ts'

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
   * Whether missing indexes are created: now, and where there is no change stream with the first feed of events.
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
  checkOptions('connect', options)
  const { uri, client: given, database, prefix } = options
  checkConnectOptions({ uri, client: given, database, prefix })
  const settings = { times: readTimes(options.times ?? {}), limits: readLimits(options.limits ?? {}) }
  if (options.client !== undefined) return open(options, { ...settings, client: options.client })
  const client = await connectClient(options.uri)
  try {
    return await open(options, { ...settings, client, ownClient: client })
  } catch (error) {
    await client.close()
    throw error
  }
}

interface Opening {
  readonly client: MongoClient
  readonly ownClient?: MongoClient
  readonly times: EngineTimes
  readonly limits: Limits
}

async function open(
  { database, prefix = '', sweeper: sweeps = true, ensureIndexes: creates = true }: ConnectOptions,
  { client, ownClient, times, limits }: Opening,
): Promise<Loom> {
  const store = await openStore({ client, database, prefix })
  if (creates) await ensureIndexes(store)
  const place = `${hostsOf(client)}/${database}/${prefix}`
  const engine = new Engine({ store, times, limits, place, createsIndexes: creates })
  const sweeper = new Sweeper(engine)
  if (sweeps) await sweeper.start()
  const loom = new Loom({ engine, sweeper, ownClient })
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
