import { pausedHold } from '../../document/view-state.ts'
import type { Store } from '../store.ts'
import { walkOpen, type WalkPosition } from './find-leftovers.ts'

/** A part of the walk over all open tasks, and where the next part begins. */
export interface HeldWalk {
  /** DAGs that were resumed, and have tasks that are held by their pause all the same. */
  readonly dagIds: readonly string[]
  readonly next: WalkPosition | undefined
}

/**
 * Looks at some open tasks for holds of pauses that are over: whoever resumed the DAG died, or whoever was about to
 * hold the task came late. Before, after: nothing is changed.
 */
export async function findStrayHolds(
  store: Store,
  from: WalkPosition | undefined,
  { patience, limit }: { readonly patience: number; readonly limit: number },
): Promise<HeldWalk> {
  const { rows, next } = await walkOpen(store, from, limit)
  const held = rows.filter(({ holds = [] }) => holds.includes(pausedHold)).map(({ dagId }) => dagId)
  return { dagIds: held.length === 0 ? [] : await resumedBefore(store, [...new Set(held)], patience), next }
}

/** Those that were resumed so long ago that whoever did it is done, or dead. */
async function resumedBefore(store: Store, dagIds: string[], patience: number): Promise<string[]> {
  const before = new Date(store.clock.now().getTime() - patience)
  const resumed = await store.dags
    .find({ _id: { $in: dagIds }, resumedAt: { $lte: before } })
    .project<{ _id: string }>({ _id: 1 })
    .toArray()
  return resumed.map(({ _id }) => _id)
}
