import type { DagDocument } from '../../document/task-document.ts'
import { inChunks } from '../chunks.ts'
import { finisherHold } from '../finisher-hold.ts'
import type { Store } from '../store.ts'
import { reach } from '../write-points.ts'
import { keepDags } from './keep-dags.ts'
import { pinTasks } from './pin-dependencies.ts'

export interface ProlongRequest {
  /** The DAGs that others of are about to get more time, or to come. */
  readonly dagIds: Iterable<string>
  /** When the last of those expires. */
  readonly until: Date
  /** Tasks that are given their own time by the same call. */
  readonly except?: ReadonlySet<string>
}

/**
 * Lets finishers live on after the others for which they wait.
 *
 * Before: others of their DAGs are about to get time until then. After: a finisher that is held has its whole time
 * to live from then on; it is kept as long, and so is the record of its DAG. A repeat does no harm. Emits nothing.
 */
export async function prolongFinishers(
  store: Store,
  { dagIds, until, except = new Set() }: ProlongRequest,
): Promise<void> {
  for (const chunk of inChunks([...new Set(dagIds)])) {
    const records = await store.dags
      .find({ _id: { $in: chunk }, onFinished: { $exists: true } })
      .project<Required<Pick<DagDocument, '_id' | 'onFinished'>>>({ onFinished: 1 })
      .toArray()
    for (const { _id: dagId, onFinished: finisher } of records) {
      const expiresAt = new Date(until.getTime() + finisher.timeToLive)
      if (!except.has(finisher.id)) await prolong(store, { dagId, id: finisher.id, expiresAt })
    }
  }
}

interface Prolonging {
  readonly dagId: string
  readonly id: string
  readonly expiresAt: Date
}

async function prolong(store: Store, { dagId, id, expiresAt }: Prolonging): Promise<void> {
  const isHeld = { _id: id, state: 'CREATED', holds: finisherHold, expiresAt: { $lt: expiresAt } } as const
  if ((await store.tasks.findOne(isHeld, { projection: { _id: 1 } })) === null) return
  await pinTasks(store, [id], expiresAt)
  await keepDags(store, [dagId], expiresAt)
  await reach('expiry.write')
  await store.tasks.updateOne(isHeld, { $max: { expiresAt }, $currentDate: { updatedAt: true } })
}
