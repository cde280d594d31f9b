import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'

import { connect, type Loom, type TimeOptions } from '@taskloom/sdk'
import { MongoClient, MongoServerError, type Collection } from 'mongodb'

import { fromParent, settingsOfChild, toParent } from '../child.ts'
import { ChaosTask, runsCollection, type Run } from './chaos-task.ts'

/** What the command decides. */
export interface ChaosWorkerSettings {
  readonly uri: string
  readonly database: string
  readonly concurrency: number
  /** The longest that a handler takes, in milliseconds. */
  readonly longest: number
  readonly times: TimeOptions
}

const { uri, database, concurrency, longest, times } = settingsOfChild() as ChaosWorkerSettings
const now = (): number => Number(process.hrtime.bigint() / 1_000n)
const duplicateKey = 11_000

/** The database may be away while this process starts. */
async function open(client: MongoClient): Promise<Loom> {
  for (;;) {
    try {
      return await connect({ client, database, times })
    } catch {
      await delay(50)
    }
  }
}

const client = new MongoClient(uri)
const runs = client.db(database).collection<Run>(runsCollection)
const loom = await open(client)

/** Writes the run down, however long the database is away, as long as the task is held. */
async function writeDown(run: Run, into: Collection<Run>, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted()
    try {
      await into.insertOne(run)
      return
    } catch (error) {
      if (error instanceof MongoServerError && error.code === duplicateKey) return
      await delay(50)
    }
  }
}

const handler = ChaosTask.handle(async ({ id, attempt, dependencies, signal }) => {
  const startedAt = now()
  await delay(Math.random() * longest)
  const run: Run = {
    _id: randomUUID(),
    task: id,
    attempt,
    saw: dependencies.before,
    startedAt,
    endedAt: now(),
  }
  await writeDown(run, runs, signal)
  return run._id
})
const worker = loom.worker([handler], { concurrency, onError: () => undefined })
const running = worker.run()
toParent('ready')

await fromParent()
await worker.stop()
await running
await loom.close()
await client.close()
process.exit(0)
