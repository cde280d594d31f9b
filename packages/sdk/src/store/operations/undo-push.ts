import type { PushDocument } from '../../document/task-document.ts'
import type { Store } from '../store.ts'
import { abortPush } from './abort-push.ts'
import { closeDags, type ClosedDags } from './close-dags.ts'

/** A push, and whether it goes into the DAG of a running task. */
export interface PushToUndo extends Pick<PushDocument, '_id' | 'dagId'> {
  readonly isGrowth: boolean
}

const nothing: ClosedDags = { closed: [], flagged: [] }

/**
 * Undoes a push that was not opened, and closes the DAG that it would have gone into, if that has nothing else.
 *
 * Before: a `STAGED` or `ABORTED` record. After: `ABORTED`, and none of its tasks is left. What was staged counted
 * as open: where everything else had settled meanwhile, nobody could close the DAG, nor let its finisher go.
 * Returns what was closed and let go, or undefined when the push was opened meanwhile. A repeat does no harm.
 * Emits: dag finished (through the caller).
 */
export async function undoPush(
  store: Store,
  { _id: id, dagId, isGrowth }: PushToUndo,
): Promise<ClosedDags | undefined> {
  if (!(await abortPush(store, { id, dagId }))) return undefined
  return isGrowth ? closeDags(store, [dagId]) : nothing
}
