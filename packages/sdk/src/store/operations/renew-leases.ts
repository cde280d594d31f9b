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
 * Returns whether all of them are still held: none was settled by somebody else, recovered, expired or deleted.
 * Emits nothing.
 */
export async function renewLeases(
  store: Store,
  held: readonly Held[],
  leaseMilliseconds: number,
): Promise<boolean> {
  let matched = 0
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
    matched += matchedCount
  }
  return matched === held.length
}

/** Which of these are no longer held. Before, after: nothing is changed. */
export async function findLost<Each extends Held>(store: Store, held: readonly Each[]): Promise<Each[]> {
  const lost: Each[] = []
  for (const chunk of inChunks(held)) {
    const running = await store.tasks
      .find({ _id: { $in: chunk.map(({ id }) => id) }, state: 'RUNNING' })
      .project<Pick<TaskDocument, '_id' | 'lease'>>({ 'lease.token': 1 })
      .toArray()
    const tokens = new Map(running.map(({ _id, lease }) => [_id, lease?.token]))
    lost.push(...chunk.filter(({ id, token }) => tokens.get(id) !== token))
  }
  return lost
}
