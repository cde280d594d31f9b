import type { Db, Document, MongoClient } from 'mongodb'

const explained = ['find', 'filter', 'sort', 'projection', 'hint', 'limit', 'skip'] as const

interface Find {
  readonly db: Db
  readonly command: Document
}

/** What the server does for the lists that were read: which indexes it walks, and how many documents it looks at. */
export class WalkPlans {
  #finds: Find[] = []

  /** Looks at the commands of a client that was made with `monitorCommands`. */
  watch(client: MongoClient): void {
    client.on('commandStarted', ({ command, commandName, databaseName }) => {
      if (commandName === 'find' && command['find'] === 'tasks')
        this.#finds.push({ db: client.db(databaseName), command })
    })
  }

  /** What was read so far is not to be explained. */
  forget(): void {
    this.#finds = []
  }

  /** Explains what was read since the last call, in one line. */
  async tell(): Promise<string> {
    const lines: string[] = []
    for (const find of this.#finds.splice(0)) lines.push(await explain(find))
    return lines.join('; ')
  }
}

async function explain({ db, command }: Find): Promise<string> {
  const find = Object.fromEntries(
    explained.flatMap((part) => (part in command ? [[part, command[part]]] : [])),
  )
  const limit = Number(command['limit'] ?? command['batchSize'])
  const answer = await db.command({ explain: { ...find, limit }, verbosity: 'executionStats' })
  const [stages, indexes] = [new Set<string>(), new Set<string>()]
  collect((answer['queryPlanner'] as Document)['winningPlan'], stages, indexes)
  const examined = Number((answer['executionStats'] as Document)['totalDocsExamined'])
  return `${[...stages].join(' ← ')} (${[...indexes].join(', ')}), ${examined} documents examined for ${limit}`
}

function collect(plan: unknown, stages: Set<string>, indexes: Set<string>): void {
  if (typeof plan !== 'object' || plan === null) return
  for (const [key, value] of Object.entries(plan)) {
    if (key === 'stage') stages.add(String(value))
    if (key === 'indexName') indexes.add(String(value))
    collect(value, stages, indexes)
  }
}
