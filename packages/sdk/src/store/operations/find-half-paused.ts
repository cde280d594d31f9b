import type { TaskDocument } from '../../document/task-document.ts'
import { pausedHold } from '../../document/view-state.ts'
import type { Store } from '../store.ts'
import { walkOpen, type WalkPosition } from './find-leftovers.ts'
import { resetHold } from './hold-part.ts'

/** A part of the walk over all open tasks, and where the next part begins. */
export interface PauseWalk {
  /** DAGs that are paused, and have tasks that are not held, or were resumed, and have tasks held by their pause. */
  readonly dagIds: readonly string[]
  readonly next: WalkPosition | undefined
}

type Held = Pick<TaskDocument, 'dagId' | 'holds'>

/**
 * Looks at some open tasks for what a pause, or its end, has left undone: whoever called it died, or whoever was about
 * to hold the task came late. Before, after: nothing is changed.
 */
export async function findHalfPaused(
  store: Store,
  from: WalkPosition | undefined,
  { patience, limit }: { readonly patience: number; readonly limit: number },
): Promise<PauseWalk> {
  const { rows, next } = await walkOpen(store, from, limit)
  return { dagIds: rows.length === 0 ? [] : await contradicted(store, rows, patience), next }
}

/** DAGs that were paused, or resumed, so long ago that whoever did it is done, or dead; a task of each says otherwise. */
async function contradicted(store: Store, rows: readonly Held[], patience: number): Promise<string[]> {
  const before = new Date(store.clock.now().getTime() - patience)
  const held = dagsOf(rows, ({ holds = [] }) => holds.includes(pausedHold))
  // What a reset holds gets the hold of the pause before the reset lets it go.
  const free = dagsOf(rows, ({ holds = [] }) => !holds.includes(pausedHold) && !holds.includes(resetHold))
  const records = await store.dags
    .find({
      _id: { $in: [...new Set([...held, ...free])] },
      // The record of one that has ended may be that of an earlier DAG of its id: nothing of it had to be held.
      $or: [{ pausedAt: { $lte: before }, finishedAt: { $exists: false } }, { resumedAt: { $lte: before } }],
    })
    .project<{ _id: string; pausedAt?: Date }>({ pausedAt: 1 })
    .toArray()
  return records
    .filter(({ _id, pausedAt }) => (pausedAt === undefined ? held : free).has(_id))
    .map(({ _id }) => _id)
}

function dagsOf(rows: readonly Held[], isMeant: (row: Held) => boolean): ReadonlySet<string> {
  return new Set(rows.filter(isMeant).map(({ dagId }) => dagId))
}
