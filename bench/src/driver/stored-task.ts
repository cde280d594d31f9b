import { randomUUID } from 'node:crypto'

import type { Collection, Document } from 'mongodb'

import type { ScratchDatabase } from '../scratch-database.ts'
import { noOp, noOpPayload } from '../tasks.ts'

/** A document as Taskloom stores it, whatever it holds. */
export interface RawTask extends Document {
  readonly _id: string
}

/** Makes documents that are like a ready task that Taskloom has stored, with ids of the same length. */
export async function rawTasks(scratch: ScratchDatabase): Promise<(index: number) => RawTask> {
  const loom = await scratch.openLoom()
  const dag = await loom.push(noOp(10_000))
  const stored = await scratch.db.collection<RawTask>('tasks').findOne({ _id: dag.taskIds[0] ?? '' })
  if (stored === null) throw new Error('A task that was pushed is not there.')
  await loom.close()
  return (index) => {
    const _id = (randomUUID() + randomUUID()).slice(0, stored._id.length)
    return { ...stored, _id, dagId: _id, ordinal: index, payload: noOpPayload(index) }
  }
}

/** The collection that the driver's own rates are measured with. */
export function rawCollection({ db }: ScratchDatabase): Collection<RawTask> {
  return db.collection<RawTask>('driver')
}
