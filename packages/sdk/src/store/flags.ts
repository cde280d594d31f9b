import type { TaskDocument } from '../document/task-document.ts'
import type { Store } from './store.ts'
import { reach } from './write-points.ts'

/** A task that the resolver must deal with, and the value of the flag that says so. */
export interface Flagged {
  readonly id: string
  readonly flag: string
  /** `unresolved`: it settled, so its dependents must look; `recheck`: it must be looked at itself. */
  readonly kind: 'unresolved' | 'recheck'
  /** How the task ended, where whoever flagged it knows; otherwise the resolver reads it. */
  readonly end?: TaskEnd
}

/** What the resolver has to know of a task that settled. */
export interface TaskEnd extends Pick<TaskDocument, 'state' | 'dagId' | 'name'> {
  /** Whether it pushed into its DAG: one of a single node has a record only then. */
  readonly hasGrown: boolean
}

/** Gives every id the same flag: one write sets it for all of them. */
export function flagAll(kind: Flagged['kind'], ids: readonly string[], flag: string): Flagged[] {
  return ids.map((id) => ({ id, flag, kind }))
}

/**
 * Those of some tasks that carry a flag, and how they ended: of an update that met fewer than were asked for, they
 * are the ones that it ended. What somebody else ended at that moment is for him to tell.
 */
export async function readFlagged(store: Store, ids: readonly string[], flag: string): Promise<Flagged[]> {
  const found = await store.tasks
    .find({ _id: { $in: [...ids] }, unresolved: flag })
    .project<Pick<TaskDocument, '_id' | 'name' | 'state' | 'dagId' | 'growths'>>({
      name: 1,
      state: 1,
      dagId: 1,
      'growths.id': 1,
    })
    .toArray()
  return found.map(({ _id, name, state, dagId, growths = [] }) => ({
    id: _id,
    flag,
    kind: 'unresolved',
    end: { state, name, dagId, hasGrown: growths.length > 0 },
  }))
}

/** Takes flags away, but only where they are still those that were dealt with. Returns how many that were. */
export async function clearFlags(store: Store, flagged: readonly Flagged[]): Promise<number> {
  let cleared = 0
  for (const kind of ['unresolved', 'recheck'] as const) {
    const ofKind = flagged.filter((each) => each.kind === kind)
    if (ofKind.length === 0) continue
    await reach('resolve.clear')
    const { modifiedCount } = await store.tasks.updateMany(
      {
        _id: { $in: ofKind.map(({ id }) => id) },
        [kind]: { $in: [...new Set(ofKind.map(({ flag }) => flag))] },
      },
      { $unset: { [kind]: '', flaggedAt: '' } },
    )
    cleared += modifiedCount
  }
  return cleared
}
