import { connect, type Loom } from '@taskloom/sdk'
import { MongoClient, type Document } from 'mongodb'

import { internals } from '../../src/run/connect.ts'
import { uri } from './test-loom.ts'

/** What the server says that it does for one command. */
export interface QueryPlan {
  readonly command: Document
  readonly collection: string
  /** `COLLSCAN`, `IXSCAN`, `SORT`, … */
  readonly stages: readonly string[]
  readonly indexes: readonly string[]
}

/** A loom of which every command is written down. */
export interface WatchedLoom extends AsyncDisposable {
  readonly loom: Loom
  readonly sweep: () => Promise<void>
  readonly untilResolved: () => Promise<void>
  /** Asks the server for the plan of every command that was sent since the last call. */
  explain(): Promise<QueryPlan[]>
}

const explainable = new Set(['find', 'aggregate', 'update', 'delete', 'findAndModify', 'count', 'distinct'])

export async function watchedLoom(database: string): Promise<WatchedLoom> {
  const client = await new MongoClient(uri, { monitorCommands: true }).connect()
  const loom = await connect({ client, database, sweeper: false })
  const parts = internals.get(loom)
  if (parts === undefined) throw new Error('connect() did not register the loom.')
  let sent: Document[] = []
  client.on('commandStarted', ({ commandName, command }) => {
    if (explainable.has(commandName)) sent.push(command)
  })
  return {
    loom,
    sweep: () => parts.sweeper.sweep(),
    untilResolved: () => parts.engine.resolver.idle(),
    explain: async () => {
      const commands = sent
      sent = []
      const plans: QueryPlan[] = []
      for (const command of commands.flatMap(oneByOne)) plans.push(await explain(client, database, command))
      return plans
    },
    [Symbol.asyncDispose]: async () => {
      await loom.close()
      await client.close()
    },
  }
}

/** A bulk is explained write by write: `explain` takes one. */
function oneByOne(command: Document): Document[] {
  for (const list of ['updates', 'deletes'] as const) {
    const writes: unknown = command[list]
    if (Array.isArray(writes))
      return Array.from(writes, (write: unknown) => Object.assign({}, command, { [list]: [write] }))
  }
  return [command]
}

/** What the driver adds to a command, and `explain` does not take. */
const ofTheDriver = new Set([
  'lsid',
  '$db',
  'txnNumber',
  'writeConcern',
  'readConcern',
  '$clusterTime',
  '$readPreference',
])

async function explain(client: MongoClient, database: string, command: Document): Promise<QueryPlan> {
  const bare = Object.fromEntries(Object.entries(command).filter(([key]) => !ofTheDriver.has(key)))
  const answer = await client.db(database).command({ explain: bare, verbosity: 'queryPlanner' })
  const stages = new Set<string>()
  const indexes = new Set<string>()
  collect(winningPlans(answer), { stages, indexes })
  const collection: unknown = Object.values(bare)[0]
  return { command: bare, collection: String(collection), stages: [...stages], indexes: [...indexes] }
}

/** The plans that won, wherever they stand: rejected ones are of no interest. */
function winningPlans(answer: unknown): unknown[] {
  if (typeof answer !== 'object' || answer === null) return []
  return Object.entries(answer).flatMap(([key, value]: [string, unknown]) => {
    if (key === 'rejectedPlans' || key === 'command') return []
    return key === 'winningPlan' ? [value] : winningPlans(value)
  })
}

function collect(
  plan: unknown,
  found: { readonly stages: Set<string>; readonly indexes: Set<string> },
): void {
  if (typeof plan !== 'object' || plan === null) return
  for (const [key, value] of Object.entries(plan) as [string, unknown][]) {
    if (key === 'stage' && typeof value === 'string') found.stages.add(value)
    if (key === 'indexName' && typeof value === 'string') found.indexes.add(value)
    collect(value, found)
  }
}
