import type { Store } from '../store.ts'

/** How many tasks are ready, running, or waiting for the resolver. */
export async function countUnfinished(store: Store): Promise<number> {
  return store.tasks.countDocuments({
    $or: [{ ready: true }, { state: 'RUNNING' }, { flaggedAt: { $exists: true } }],
  })
}
