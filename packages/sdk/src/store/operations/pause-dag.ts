import type { TaskDocument } from '../../document/task-document.ts'
import { whereOpen } from '../../document/transitions.ts'
import { pausedHold } from '../../document/view-state.ts'
import { inChunks } from '../chunks.ts'
import { flagAll, type Flagged } from '../flags.ts'
import type { Store } from '../store.ts'
import { reach } from '../write-points.ts'

/**
 * Holds the tasks of a DAG.
 *
 * Before: any DAG. After: its record says when it was paused, and every task of it that has not settled carries
 * the hold: none becomes ready any more, and those that run go on. A repeat finishes what a crash left undone.
 * Emits nothing.
 */
export async function pauseDag(store: Store, dagId: string): Promise<void> {
  await reach('pause.dag')
  await store.dags.updateOne({ _id: dagId }, { $currentDate: { pausedAt: true } })
  await reach('pause.dag')
  await store.tasks.updateMany(
    { dagId, state: 'RUNNING' },
    { $addToSet: { holds: pausedHold }, $currentDate: { updatedAt: true } },
  )
  await reach('pause.dag')
  await store.tasks.updateMany(
    { dagId, state: 'CREATED' },
    {
      $addToSet: { holds: pausedHold },
      $set: { blocked: true },
      $unset: { ready: '' },
      $currentDate: { updatedAt: true },
    },
  )
}

/**
 * Lets the tasks of a paused DAG go on.
 *
 * Before: paused, perhaps half-way. After: no task carries the hold; those that have not started carry
 * `recheck`, since what they wait for may have settled meanwhile; the record says nothing of a pause.
 * Returns the flags to resolve. Emits nothing.
 */
export async function resumeDag(store: Store, dagId: string): Promise<Flagged[]> {
  // First: a reset that finds the record paused afterwards looks once more.
  await reach('pause.dag')
  await store.dags.updateOne({ _id: dagId }, { $unset: { pausedAt: '' } })
  const held = await store.tasks
    .find({ dagId, ...whereOpen, holds: pausedHold })
    .project<Pick<TaskDocument, '_id'>>({ _id: 1 })
    .toArray()
  const flagged: Flagged[] = []
  for (const chunk of inChunks(held.map(({ _id }) => _id))) {
    const flag = store.unique()
    await reach('pause.dag')
    await store.tasks.updateMany(
      { _id: { $in: chunk }, state: 'CREATED', holds: pausedHold },
      {
        $pull: { holds: pausedHold },
        $set: { blocked: true, recheck: flag },
        $currentDate: { flaggedAt: true, updatedAt: true },
      },
    )
    await store.tasks.updateMany({ _id: { $in: chunk }, holds: pausedHold }, { $pull: { holds: pausedHold } })
    flagged.push(...flagAll('recheck', chunk, flag))
  }
  return flagged
}
