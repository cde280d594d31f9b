import { randomUUID } from 'node:crypto'

import type { Collection } from 'mongodb'

import { withClient } from './server/inspect-server.ts'

/** Fast enough for the tests' full sizes, or not. */
export type ServerSpeed = 'fast' | 'slow'

/** What the probe measured and decided. */
export interface SpeedProbe {
  readonly speed: ServerSpeed
  /** The best of the rounds. */
  readonly roundMilliseconds: number
  /** One line for people. */
  readonly description: string
}

interface ProbeDocument {
  readonly _id: number
  readonly group: number
  readonly settled?: number
}

/** Rounds; the best counts, because other work on the machine only ever slows one down. */
const rounds = 5

/** No further round is begun after this time, which keeps the probe well under two seconds. */
const budgetMilliseconds = 900

/** Between the two servers of SecantusDB: 40 to 60 ms a round on the Rust one, 140 to 180 ms on the Python one. */
const slowMilliseconds = 95

/** Measures a server with the kinds of commands that Taskloom sends, in well under two seconds. */
export async function probeSpeed(uri: string): Promise<SpeedProbe> {
  return await withClient({ uri, timeoutMilliseconds: 10_000 }, async (client) => {
    const database = client.db(`taskloom_probe_${randomUUID().slice(0, 8)}`)
    const started = performance.now()
    let best = Number.POSITIVE_INFINITY
    for (let round = 0; round < rounds && performance.now() - started < budgetMilliseconds; round += 1) {
      best = Math.min(best, await measureRound(database.collection<ProbeDocument>(`round${round}`)))
    }
    await database.dropDatabase()
    const roundMilliseconds = Math.round(best)
    const speed = roundMilliseconds > slowMilliseconds ? 'slow' : 'fast'
    const rule = `over ${slowMilliseconds} ms is slow`
    return { speed, roundMilliseconds, description: `${speed} (a probe of ${roundMilliseconds} ms; ${rule})` }
  })
}

async function measureRound(collection: Collection<ProbeDocument>): Promise<number> {
  const started = performance.now()
  const documents = Array.from({ length: 200 }, (_, _id) => ({ _id, group: _id % 10 }))
  await collection.insertMany(documents)
  for (let _id = 0; _id < 10; _id += 1) {
    await collection.updateOne({ _id }, { $set: { settled: 1 } })
  }
  for (let repetition = 0; repetition < 20; repetition += 1) {
    await collection.aggregate(readyLike(collection.collectionName)).toArray()
  }
  return performance.now() - started
}

function readyLike(from: string) {
  return [
    { $match: { _id: { $lt: 50 } } },
    { $lookup: { from, localField: 'group', foreignField: '_id', as: 'needs' } },
    { $match: { 'needs.settled': 1 } },
  ]
}
