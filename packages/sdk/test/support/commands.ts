import { connect, type Loom } from '@taskloom/sdk'
import type { TestLoom } from '@taskloom/sdk/testing'
import { MongoClient, type CommandStartedEvent, type Document, type MongoClientOptions } from 'mongodb'

import { uri } from './test-loom.ts'

/** A loom on a client of its user, of which every command is heard. */
export interface HeardLoom extends AsyncDisposable {
  readonly loom: Loom
  /** The commands of these names that were sent so far. */
  sent(...names: readonly string[]): Document[]
}

export async function heardLoom(
  { database }: Pick<TestLoom, 'database'>,
  options: MongoClientOptions = {},
): Promise<HeardLoom> {
  const client = new MongoClient(uri, { ...options, monitorCommands: true })
  const heard: CommandStartedEvent[] = []
  client.on('commandStarted', (event) => heard.push(event))
  await client.connect()
  const loom = await connect({ client, database, sweeper: false })
  return {
    loom,
    sent: (...names) =>
      heard.filter(({ commandName }) => names.includes(commandName)).map(({ command }) => command),
    [Symbol.asyncDispose]: async () => {
      await loom.close()
      await client.close()
    },
  }
}
