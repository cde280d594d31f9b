import type { Collection } from 'mongodb'

import { inFlight } from '../in-flight.ts'
import type { Bench } from '../measurement.ts'
import { batchSize } from '../push-tasks.ts'
import type { ScratchDatabase } from '../scratch-database.ts'
import { perSecond } from '../statistics.ts'
import { rawCollection, rawTasks, type RawTask } from './stored-task.ts'

/** The queue has so many times fewer documents than the drain has tasks, but not fewer than this. */
const queue = { divisor: 20, least: 100 }

export interface ClaimLoopOptions {
  /** How many tasks the drain that it is compared with has. */
  readonly count: number
  readonly width: number
}

/**
 * The rate of the plainest queue: claim one with `findOneAndUpdate`, finish it with `updateOne`, in so many loops
 * at once, until it is empty. It is a short one. MongoDB does not care how long a queue is; a stand-in does, and
 * there the baseline has it easier than the drain.
 */
export async function claimLoopRate(
  { scratch, signal }: Bench,
  { count, width }: ClaimLoopOptions,
): Promise<number> {
  await using fresh = await scratch()
  const documents = Math.max(queue.least, Math.ceil(count / queue.divisor))
  const collection = await fillQueue(fresh, documents, signal)
  const milliseconds = await inFlight({ count: documents, width, signal }, () => claimOne(collection))
  return perSecond(documents, milliseconds)
}

/** Claims and finishes the next task of a raw queue. */
export async function claimOne(
  collection: Collection<RawTask>,
  onClaimed: () => void = () => {},
): Promise<void> {
  const claimed = await collection.findOneAndUpdate(
    { name: 'no-op', ready: true },
    { $set: { state: 'RUNNING' }, $unset: { ready: '' }, $inc: { attempt: 1 } },
    { sort: { priority: -1, ordinal: 1 }, returnDocument: 'after' },
  )
  if (claimed === null) throw new Error('The raw queue is empty too early.')
  onClaimed()
  await collection.updateOne(
    { _id: claimed._id, state: 'RUNNING' },
    { $set: { state: 'FINISHED', result: null } },
  )
}

/** Makes a raw queue with the index that it needs. */
export async function fillQueue(
  fresh: ScratchDatabase,
  count: number,
  signal: AbortSignal,
): Promise<Collection<RawTask>> {
  const rawTask = await rawTasks(fresh)
  const collection = rawCollection(fresh)
  await collection.createIndex(
    { name: 1, priority: -1, ordinal: 1 },
    { partialFilterExpression: { ready: true } },
  )
  await inFlight({ count: Math.ceil(count / batchSize), width: 1, signal }, (batch) => {
    const length = Math.min(batchSize, count - batch * batchSize)
    return collection.insertMany(Array.from({ length }, (_, index) => rawTask(batch * batchSize + index)))
  })
  return collection
}
