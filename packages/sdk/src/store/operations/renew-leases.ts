import type { TaskDocument } from '../../document/task-document.ts'
import { inChunks } from '../chunks.ts'
import type { Store } from '../store.ts'
import { serverTimeIn } from '../transition-update.ts'
import { reach } from '../write-points.ts'

/** A task that this process holds, and the token of its claim. */
export interface Held {
  readonly id: string
  readonly token: string
}

/**
 * Renews the leases of everything that a process runs, in one write for each few hundred tasks.
 *
 * Before: `RUNNING` under the given tokens. After: their leases run from now.
 * Returns those that are no longer held: settled by somebody else, recovered, expired or deleted.
 * Emits nothing.
 */
export async function renewLeases(
  store: Store,
  held: readonly Held[],
  leaseMilliseconds: number,
): Promise<Set<Held>> {
  const lost = new Set<Held>()
  for (const chunk of inChunks(held)) {
    const mine = {
      _id: { $in: chunk.map(({ id }) => id) },
      state: 'RUNNING' as const,
      'lease.token': { $in: [...new Set(chunk.map(({ token }) => token))] },
    }
    await reach('renew.write')
    const { matchedCount } = await store.tasks.updateMany(mine, [
      { $set: { 'lease.until': serverTimeIn(leaseMilliseconds) } },
    ])
    if (matchedCount === chunk.length) continue
    const kept = await store.tasks
      .find(mine)
      .project<Pick<TaskDocument, '_id' | 'lease'>>({ 'lease.token': 1 })
      .toArray()
    const tokens = new Map(kept.map(({ _id, lease }) => [_id, lease?.token]))
    for (const held of chunk) if (tokens.get(held.id) !== held.token) lost.add(held)
  }
  return lost
}
