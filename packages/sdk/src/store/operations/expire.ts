import type { TaskDocument } from '../../document/task-document.ts'
import { whereFrom } from '../../document/transitions.ts'
import { inChunks } from '../chunks.ts'
import { flagAll, readFlagged, type Flagged } from '../flags.ts'
import type { Store } from '../store.ts'
import { isPast, transitionUpdate } from '../transition-update.ts'
import { reach } from '../write-points.ts'

/**
 * Ends tasks whose time is over.
 *
 * Before: open, `expiresAt` has passed, by the server's own clock: what this process takes for its time may be a
 * minute old, and the server's clock may have been put back since. After: `EXPIRED`; a running one has lost its lease, so that its late
 * result is refused. Returns the flags to resolve, of those that this call ended. Emits: settled (through the caller).
 */
export async function expire(store: Store, ids: readonly string[]): Promise<Flagged[]> {
  const flagged: Flagged[] = []
  for (const chunk of inChunks(ids)) {
    const flag = store.unique()
    await reach('sweep.expire')
    const { modifiedCount } = await store.tasks.updateMany(
      { _id: { $in: chunk }, ...whereFrom('expire'), $expr: isPast('$expiresAt') },
      transitionUpdate('expire', { flag, set: { error: expiredError } }),
    )
    const areAll = modifiedCount === chunk.length
    flagged.push(...(areAll ? flagAll('unresolved', chunk, flag) : await readFlagged(store, chunk, flag)))
  }
  return flagged
}

const expiredError = {
  code: 'EXPIRED',
  name: 'Expired',
  message: 'The task was not finished before its `expiresAt`.',
} as const

/** The open tasks that are past their expiry, oldest first. */
export async function findExpired(store: Store, limit: number): Promise<string[]> {
  const found = await store.tasks
    .find({ open: true, expiresAt: { $lte: store.clock.now() } })
    .project<Pick<TaskDocument, '_id'>>({ _id: 1 })
    .sort({ expiresAt: 1 })
    .limit(limit)
    .toArray()
  return found.map(({ _id }) => _id)
}
