import type { DagDocument } from '../../document/task-document.ts'
import { inChunks } from '../chunks.ts'
import type { Store } from '../store.ts'
import { reach } from '../write-points.ts'
import { keepRecords, recordKept } from './keep-records.ts'
import { pinContents } from './pin-dependencies.ts'

/**
 * Keeps DAGs whole: as long as one of their tasks is kept, all are, since the outcome counts all of them.
 *
 * Before: anything. After: every task of these DAGs is kept until then, with its large values, and their records an
 * hour longer; a quarter longer, where they were not: a DAG that grows all the time is not written anew each time.
 * A repeat does no harm. Emits nothing.
 */
export async function keepDags(store: Store, ids: readonly string[], until: Date): Promise<void> {
  for (const chunk of inChunks([...new Set(ids)])) {
    const short = await findShort(store, chunk, until)
    if (short.length === 0) continue
    const left = until.getTime() - store.clock.now().getTime()
    const purgeAt = new Date(until.getTime() + Math.max(0, left) / 4)
    await reach('pin.write')
    await store.tasks.updateMany({ dagId: { $in: short }, purgeAt: { $lt: purgeAt } }, { $max: { purgeAt } })
    await keepContents(store, short, purgeAt)
    await keepRecords(store, short, purgeAt)
  }
}

/** Those that are not kept as long yet. The DAG of a single node has no record, and is among them. */
async function findShort(store: Store, ids: readonly string[], until: Date): Promise<string[]> {
  const lasting = await store.dags
    .find({ _id: { $in: [...ids] }, purgeAt: { $gte: recordKept(until) } })
    .project<Pick<DagDocument, '_id'>>({ _id: 1 })
    .toArray()
  const kept = new Set(lasting.map(({ _id }) => _id))
  return ids.filter((id) => !kept.has(id))
}

async function keepContents(store: Store, dagIds: readonly string[], until: Date): Promise<void> {
  const owners = await store.tasks
    .find({ dagId: { $in: [...dagIds] }, $or: [{ payloadIn: 'contents' }, { resultIn: 'contents' }] })
    .project<{ _id: string }>({ _id: 1 })
    .toArray()
  await pinContents(
    store,
    owners.map(({ _id }) => _id),
    until,
  )
}
