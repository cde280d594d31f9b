import { existsSync } from 'node:fs'

import { connect, type TimeOptions } from '@taskloom/sdk'
import { MongoClient } from 'mongodb'

import { Step } from '../definitions.ts'
import { effects, recordsOf, type Effect, type RunRecord } from './run-record.ts'
import { setClock } from './set-clock.ts'

/** What the test that starts this process decides. */
export interface WorkerSettings {
  readonly uri: string
  readonly database: string
  readonly concurrency: number
  /**
   * What a handler does: write its run down at `once`, with its effect; only note it, to be written at the `end`;
   * write it down and `hang`; or `block` the whole process, on the first attempt, until `blockedUntil` exists.
   */
  readonly records: 'once' | 'end' | 'hang' | 'block'
  /** A file. */
  readonly blockedUntil?: string
  readonly times?: TimeOptions
  /** How many milliseconds the clock of the process is ahead of the others'. */
  readonly ahead?: number
}

const settings = JSON.parse(process.argv[2] ?? '{}') as WorkerSettings
const say = (kind: string): void => void process.send?.(kind)
const now = (): number => Number(process.hrtime.bigint() / 1_000n)

if (settings.ahead !== undefined) setClock(settings.ahead)
const client = await new MongoClient(settings.uri).connect()
const db = client.db(settings.database)
const runs = db.collection<RunRecord>(recordsOf(process.pid))
const done = db.collection<Effect>(effects)

const { uri, database, concurrency, records, times = {} } = settings
const noted: RunRecord[] = []
const loom = await connect({ uri, database, times })
const worker = loom.worker(
  [
    Step.handle(async ({ id, attempt, dependencies }) => {
      const run = { task: id, attempt, before: dependencies.before, startedAt: now() }
      if (records === 'end') {
        await new Promise(setImmediate)
        noted.push({ ...run, endedAt: now() })
        return id
      }
      if (records === 'hang') {
        await runs.insertOne(run)
        say('hanging')
        await new Promise(() => undefined)
      }
      if (records === 'block' && attempt === 1) {
        say('blocking')
        await new Promise(setImmediate)
        while (!existsSync(settings.blockedUntil ?? ''))
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
      }
      await done.updateOne({ _id: id }, { $setOnInsert: { times: 1 } }, { upsert: true })
      await runs.insertOne({ ...run, endedAt: now() })
      return id
    }),
  ],
  { concurrency },
)

// Nothing may outlive the test: without a parent there is nobody to stop it.
process.once('disconnect', () => process.exit(0))
process.once('message', () => {
  void (async () => {
    await worker.stop()
    if (noted.length > 0) await runs.insertMany(noted)
    await loom.close()
    await client.close()
    process.disconnect()
  })()
})

const running = worker.run()
say('ready')
await running
