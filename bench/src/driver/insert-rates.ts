import { inFlight } from '../in-flight.ts'
import type { Bench } from '../measurement.ts'
import { batchSize } from '../push-tasks.ts'
import { perSecond } from '../statistics.ts'
import { rawCollection, rawTasks } from './stored-task.ts'

/** The rate of `insertMany` of the documents that Taskloom would store, in batches, without further indexes. */
export async function insertManyRate({ scratch, signal }: Bench, count: number): Promise<number> {
  await using fresh = await scratch()
  const rawTask = await rawTasks(fresh)
  const collection = rawCollection(fresh)
  const milliseconds = await inFlight({ count: Math.ceil(count / batchSize), width: 1, signal }, (batch) => {
    const length = Math.min(batchSize, count - batch * batchSize)
    const documents = Array.from({ length }, (_, index) => rawTask(batch * batchSize + index))
    return collection.insertMany(documents, { ordered: false })
  })
  return perSecond(count, milliseconds)
}

/** The same of `insertOne`, with so many under way at once. */
export async function insertOneRate(
  { scratch, signal }: Bench,
  { count, width }: { readonly count: number; readonly width: number },
): Promise<number> {
  await using fresh = await scratch()
  const rawTask = await rawTasks(fresh)
  const collection = rawCollection(fresh)
  const milliseconds = await inFlight({ count, width, signal }, (index) =>
    collection.insertOne(rawTask(index)),
  )
  return perSecond(count, milliseconds)
}
