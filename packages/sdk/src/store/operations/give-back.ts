import { whereFrom } from '../../document/transitions.ts'
import { inChunks } from '../chunks.ts'
import { flagAll, type Flagged } from '../flags.ts'
import type { Store } from '../store.ts'
import { readyUnlessHeld, transitionStages } from '../transition-update.ts'
import { reach } from '../write-points.ts'
import type { Held } from './renew-leases.ts'

/**
 * Hands claimed tasks back unsettled.
 *
 * Before: `RUNNING` under the given tokens. After: ready again at their old place, with `recheck` where they have
 * dependencies, and the attempt does not count. A task that is no longer held is not touched.
 * Returns the flags to resolve. Emits: ready (through the caller).
 */
export async function giveBack(store: Store, held: readonly Held[]): Promise<Flagged[]> {
  const flag = store.unique()
  for (const chunk of inChunks(held)) {
    await reach('give-back.write')
    await store.tasks.updateMany(
      {
        _id: { $in: chunk.map(({ id }) => id) },
        ...whereFrom('giveBack'),
        'lease.token': { $in: [...new Set(chunk.map(({ token }) => token))] },
      },
      transitionStages('giveBack', {
        ...readyUnlessHeld(flag),
        attempt: { $subtract: ['$attempt', 1] },
      }),
    )
  }
  return flagAll(
    'recheck',
    held.map(({ id }) => id),
    flag,
  )
}
