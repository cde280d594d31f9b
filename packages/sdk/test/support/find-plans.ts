import { connect } from '@taskloom/sdk'
import { openInspection, type Inspection } from '@taskloom/sdk/inspect'
import { MongoClient, type Document } from 'mongodb'

import { uri } from './test-loom.ts'

/** What the server did for the finds of one read. */
export interface FindPlans {
  readonly stages: readonly string[]
  readonly indexes: readonly string[]
  readonly documentsExamined: number
}

/** An inspection of which every find can be explained. */
export interface WatchedInspection extends AsyncDisposable {
  readonly inspection: Inspection
  /** Which reads were sent without comment or without a limit to their time, since the last call. */
  unmarked(): string[]
  /** Runs a read, and asks the server what it did for the lists in it. */
  explain<Answer>(read: () => Promise<Answer>): Promise<{
    readonly answer: Answer
    readonly plans: FindPlans
    /** What was sent, each with its collection. */
    readonly commands: readonly string[]
  }>
}

const reads = new Set(['find', 'aggregate', 'distinct', 'count'])

export async function watchedInspection(database: string): Promise<WatchedInspection> {
  const client = await new MongoClient(uri, { monitorCommands: true }).connect()
  const loom = await connect({ client, database, sweeper: false })
  const inspection = openInspection(loom, { comment: 'looked at' })
  let sent: Document[] = []
  let unmarked: string[] = []
  let commands: string[] = []
  client.on('commandStarted', ({ command, commandName }) => {
    if (command['comment'] === 'looked at') sent.push(command)
    commands.push(`${commandName} ${String(command[commandName])}`)
    const isMarked = command['comment'] === 'looked at' && command['maxTimeMS'] === 3_000
    if (reads.has(commandName) && !isMarked) unmarked.push(`${commandName} ${String(command[commandName])}`)
  })
  return {
    inspection,
    unmarked: () => {
      const found = unmarked
      unmarked = []
      return found
    },
    explain: async (read) => {
      sent = []
      commands = []
      const answer = await read()
      const all = [...commands]
      const stages = new Set<string>()
      const indexes = new Set<string>()
      let documentsExamined = 0
      for (const command of sent.splice(0)) {
        // Of a walk that is merged with others, batch after batch is read; of others all of it is explained.
        if ('getMore' in command) documentsExamined += Number(command['batchSize'] ?? 0)
        if (command['find'] !== 'tasks' && command['find'] !== 'dags') continue
        const { explained, examined } = await explainFind(client, database, command)
        documentsExamined += examined
        collect(explained, stages, indexes)
      }
      return {
        answer,
        commands: all,
        plans: { stages: [...stages], indexes: [...indexes], documentsExamined },
      }
    },
    [Symbol.asyncDispose]: async () => {
      await loom.close()
      await client.close()
    },
  }
}

const explainedParts = ['find', 'filter', 'sort', 'projection', 'hint', 'limit'] as const

async function explainFind(
  client: MongoClient,
  database: string,
  command: Document,
): Promise<{ explained: unknown; examined: number }> {
  const parts = explainedParts.flatMap((part) =>
    part in command ? [[part, command[part] as unknown] as const] : [],
  )
  const limit = Math.min(Number(command['limit'] ?? 1e9), Number(command['batchSize'] ?? 1e9))
  const answer = await client
    .db(database)
    .command({ explain: { ...Object.fromEntries(parts), limit }, verbosity: 'executionStats' })
  const stats = answer['executionStats'] as Document
  return {
    explained: (answer['queryPlanner'] as Document)['winningPlan'],
    examined: Number(stats['totalDocsExamined']),
  }
}

function collect(plan: unknown, stages: Set<string>, indexes: Set<string>): void {
  if (typeof plan !== 'object' || plan === null) return
  for (const [key, value] of Object.entries(plan) as [string, unknown][]) {
    if (key === 'stage' && typeof value === 'string') stages.add(value)
    if (key === 'indexName' && typeof value === 'string') indexes.add(value)
    collect(value, stages, indexes)
  }
}
