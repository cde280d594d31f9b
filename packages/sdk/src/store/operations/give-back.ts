import { whereFrom } from '../../document/transitions.ts'
import { inChunks } from '../chunks.ts'
import type { Store } from '../store.ts'
import { readyUnlessHeld, transitionStages } from '../transition-update.ts'
import { reach } from '../write-points.ts'
import type { Held } from './renew-leases.ts'

/**
 * Hands claimed tasks back unsettled.
 *
 * Before: `RUNNING` under the given tokens. After: ready again at their old place, and the attempt does not
 * count. A task that is no longer held is not touched.
 * Emits: ready (through the caller).
 */
export async function giveBack(store: Store, held: readonly Held[]): Promise<void> {
  for (const chunk of inChunks(held)) {
    await reach('give-back.write')
    await store.tasks.updateMany(
      {
        _id: { $in: chunk.map(({ id }) => id) },
        ...whereFrom('giveBack'),
        'lease.token': { $in: [...new Set(chunk.map(({ token }) => token))] },
      },
      transitionStages('giveBack', { ...readyUnlessHeld, attempt: { $subtract: ['$attempt', 1] } }),
    )
  }
}
