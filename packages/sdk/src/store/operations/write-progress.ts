import type { StoredProgress } from '../../document/task-document.ts'
import type { Store } from '../store.ts'
import type { Held } from './renew-leases.ts'

export interface ProgressReport {
  readonly held: Held
  readonly progress: StoredProgress
}

/**
 * Stores how far running tasks are.
 *
 * Before: `RUNNING` under the given tokens. After: `progress` is what was reported last. A task that is no
 * longer held is not touched. Emits: progressed (through the caller).
 */
export async function writeProgress(store: Store, reports: readonly ProgressReport[]): Promise<void> {
  if (reports.length === 0) return
  await store.tasks.bulkWrite(
    reports.map(({ held, progress }) => ({
      updateOne: {
        filter: { _id: held.id, state: 'RUNNING', 'lease.token': held.token },
        update: { $set: { progress }, $currentDate: { updatedAt: true } },
      },
    })),
    { ordered: false },
  )
}
