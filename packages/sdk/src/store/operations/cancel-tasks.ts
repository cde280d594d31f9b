import type { TaskDocument } from '../../document/task-document.ts'
import { transitions, whereFrom } from '../../document/transitions.ts'
import { inChunks } from '../chunks.ts'
import type { Flagged } from '../flags.ts'
import type { Store } from '../store.ts'
import { transitionUpdate } from '../transition-update.ts'
import { reach } from '../write-points.ts'

const cancelledError = { code: 'CANCELLED', name: 'Cancelled', message: 'The task was cancelled.' } as const

/**
 * Cancels tasks.
 *
 * Before: open. After: `CANCELLED`; a running one has lost its lease, so that its handler's signal is aborted
 * within a second, in whatever process, and its late result is refused. Settled ones are not touched.
 * Returns the flags to resolve, of those that were cancelled by this call. Emits: settled (through the caller).
 * @param rootCause The task that these are cancelled with; a retry of that one brings them back.
 */
export async function cancelTasks(
  store: Store,
  ids: readonly string[],
  rootCause?: string,
): Promise<Flagged[]> {
  const flagged: Flagged[] = []
  for (const chunk of inChunks(ids)) {
    const flag = store.unique()
    await reach('cancel.write')
    const { modifiedCount } = await store.tasks.updateMany(
      { _id: { $in: chunk }, ...whereFrom('cancel') },
      transitionUpdate('cancel', {
        flag,
        set: { error: cancelledError, ...(rootCause === undefined ? {} : { rootCause }) },
      }),
    )
    if (modifiedCount === 0) continue
    const cancelled = store.tasks
      .find({ _id: { $in: chunk }, unresolved: flag })
      .project<Pick<TaskDocument, '_id' | 'dagId' | 'growths'>>({ dagId: 1, 'growths.id': 1 })
    for await (const { _id, dagId, growths = [] } of cancelled) {
      const end = { state: transitions.cancel.to, dagId, hasGrown: growths.length > 0 }
      flagged.push({ id: _id, flag, kind: 'unresolved', end })
    }
  }
  return flagged
}
