import type { Store } from '../store.ts'
import type { ClientSession } from '../transaction.ts'
import { serverTimeIn } from '../transition-update.ts'
import { reach } from '../write-points.ts'
import type { Held } from './renew-leases.ts'
import { settleWrite, storeContents, type Settlement } from './settle.ts'

/**
 * Lets a lease outlive a transaction, which locks the task for its time: nobody must want to renew or recover it
 * then, since that would wait.
 *
 * Before: `RUNNING` under the given token. After: the lease runs for this long. Returns false when the claim has lost
 * the task. Emits nothing.
 */
export async function extendLease(store: Store, { id, token }: Held, milliseconds: number): Promise<boolean> {
  await reach('settle.lease')
  const { matchedCount } = await store.tasks.updateOne({ _id: id, state: 'RUNNING', 'lease.token': token }, [
    { $set: { 'lease.until': serverTimeIn(milliseconds) } },
  ])
  return matchedCount === 1
}

/**
 * Settles a task in the user's transaction, fenced by the token of its claim.
 *
 * Before: `RUNNING` under the settlement's token. After the commit: as after `settle`; after an abort: as before.
 * Returns false when the claim has lost the task. Emits: settled (through the caller), after the commit.
 */
export async function settleInSession(
  store: Store,
  { settlement, flag }: { readonly settlement: Settlement; readonly flag: string },
  session: ClientSession,
): Promise<boolean> {
  await storeContents(store, [settlement], session)
  const { filter, update } = settleWrite(settlement, flag)
  await reach('settle.session')
  const { matchedCount } = await store.tasks.updateOne(filter, update, { session })
  if (matchedCount === 1) return true
  // Settled twice in one transaction: the first one counts.
  const settled = { _id: settlement.id, settledBy: settlement.token }
  return (await store.tasks.findOne(settled, { projection: { _id: 1 }, session })) !== null
}

/** What became of a task that was settled in a transaction: committed, aborted or not over yet, or lost. */
export async function readClaim(store: Store, { id, token }: Held): Promise<'settled' | 'held' | 'lost'> {
  const task = await store.tasks.findOne({ _id: id }, { projection: { settledBy: 1, lease: 1 } })
  if (task?.settledBy === token) return 'settled'
  return task?.lease?.token === token ? 'held' : 'lost'
}
