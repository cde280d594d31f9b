import type { ResetDocument } from '../../document/task-document.ts'
import { pausedHold } from '../../document/view-state.ts'
import { inChunks } from '../chunks.ts'
import { flagAll, type Flagged } from '../flags.ts'
import type { Store } from '../store.ts'
import { reach } from '../write-points.ts'
import { resetHold } from './hold-part.ts'
import { followRecord } from './pause-dag.ts'

/**
 * Lets the tasks of a reset go.
 *
 * Before: held, reset or not. After: no mark and no hold of the reset; those that have not started carry `recheck`,
 * since what they wait for may have settled meanwhile, and the hold of a pause where their DAG is paused.
 * Returns the flags to resolve. A repeat does no harm. Emits nothing.
 */
export async function releasePart(
  store: Store,
  record: ResetDocument,
  ids: readonly string[],
): Promise<Flagged[]> {
  const flagged: Flagged[] = []
  const paused = await pausedOf(store, record.dagIds)
  for (const chunk of inChunks(ids)) {
    const held = { _id: { $in: chunk }, 'reset.by': record._id }
    const flag = store.unique()
    await reach('reset.release')
    if (paused.length > 0) {
      await store.tasks.updateMany(
        { ...held, state: 'CREATED', dagId: { $in: paused } },
        { $addToSet: { holds: pausedHold } },
      )
    }
    await store.tasks.updateMany(
      { ...held, state: 'CREATED' },
      {
        $set: { blocked: true, recheck: flag },
        $unset: { reset: '' },
        $pull: { holds: resetHold },
        $currentDate: { flaggedAt: true, updatedAt: true },
      },
    )
    await store.tasks.updateMany(held, { $unset: { reset: '' }, $pull: { holds: resetHold } })
    flagged.push(...flagAll('recheck', chunk, flag))
  }
  // A pause that ended meanwhile did not know of these tasks.
  const stillPaused = new Set(await pausedOf(store, paused))
  for (const dagId of paused.filter((id) => !stillPaused.has(id)))
    for (const each of await followRecord(store, dagId, 'resumed')) flagged.push(each)
  return flagged
}

async function pausedOf(store: Store, dagIds: readonly string[]): Promise<string[]> {
  const paused: string[] = []
  for (const chunk of inChunks(dagIds)) {
    const dags = store.dags
      .find({ _id: { $in: chunk }, pausedAt: { $exists: true } })
      .project<{ _id: string }>({ _id: 1 })
    for await (const { _id } of dags) paused.push(_id)
  }
  return paused
}
