import type { Document, MongoClient } from 'mongodb'

const explained = ['find', 'filter', 'sort', 'projection', 'hint', 'limit', 'skip'] as const

/** What the server does for the lists that were read: which indexes it walks, and how many documents it looks at. */
export class WalkPlans {
  #client: MongoClient | undefined
  #finds: { readonly database: string; readonly command: Document }[] = []

  /** Looks at the commands of a client that was made with `monitorCommands`. */
  watch(client: MongoClient): void {
    this.#client = client
    client.on('commandStarted', ({ command, commandName, databaseName }) => {
      if (commandName === 'find' && command['find'] === 'tasks')
        this.#finds.push({ database: databaseName, command })
    })
  }

  /** Explains what was read since the last call, in one line. */
  async tell(): Promise<string> {
    const lines: string[] = []
    for (const { database, command } of this.#finds.splice(0))
      lines.push(await this.#explain(database, command))
    return lines.join('; ')
  }

  async #explain(database: string, command: Document): Promise<string> {
    const find = Object.fromEntries(
      explained.flatMap((part) => (part in command ? [[part, command[part]]] : [])),
    )
    const limit = Number(command['limit'] ?? command['batchSize'])
    const answer = await this.#client
      ?.db(database)
      .command({ explain: { ...find, limit }, verbosity: 'executionStats' })
    const [stages, indexes] = [new Set<string>(), new Set<string>()]
    collect((answer?.['queryPlanner'] as Document)['winningPlan'], stages, indexes)
    const examined = (answer?.['executionStats'] as Document)['totalDocsExamined'] as number
    return `${[...stages].join(' ← ')} (${[...indexes].join(', ')}), ${examined} documents examined for ${limit}`
  }
}

function collect(plan: unknown, stages: Set<string>, indexes: Set<string>): void {
  if (typeof plan !== 'object' || plan === null) return
  for (const [key, value] of Object.entries(plan)) {
    if (key === 'stage') stages.add(String(value))
    if (key === 'indexName') indexes.add(String(value))
    collect(value, stages, indexes)
  }
}
