import type { Store } from '../store.ts'
import { isPast, serverTimeIn } from '../transition-update.ts'
import { isDuplicateKey } from './stage-push.ts'

/**
 * Takes or keeps the lock of one of the sweeper's duties.
 *
 * Before: nobody holds it, its holder's time is over, or this process holds it.
 * After: this process holds it for `milliseconds` of the server's time. Returns whether it does.
 */
export async function takeDuty(store: Store, duty: string, milliseconds: number): Promise<boolean> {
  const { matchedCount } = await store.locks.updateOne(
    {
      _id: duty,
      $or: [{ owner: store.processId }, { $expr: isPast('$until') }],
    },
    [{ $set: { owner: store.processId, until: serverTimeIn(milliseconds) } }],
  )
  return matchedCount === 1
}

/** Makes sure that the locks of all duties exist, held by nobody. */
export async function createDuties(store: Store, duties: readonly string[]): Promise<void> {
  const locks = duties.map((duty) => ({ _id: duty, owner: '', until: new Date(0), healed: 0 }))
  try {
    await store.locks.insertMany(locks, { ordered: false })
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
  }
}

/** The duties that this process holds, or that nobody holds now. */
export async function freeDuties(store: Store): Promise<Set<string>> {
  const now = store.clock.now()
  const locks = await store.locks
    .find({ $or: [{ owner: store.processId }, { until: { $lt: now } }] })
    .project<{ _id: string }>({ _id: 1 })
    .toArray()
  return new Set(locks.map(({ _id }) => _id))
}

/** Gives up the duties of this process, so that another one need not wait for the locks to run out. */
export async function leaveDuties(store: Store, duties: readonly string[]): Promise<void> {
  await store.locks.updateMany(
    { _id: { $in: [...duties] }, owner: store.processId },
    { $set: { owner: '', until: new Date(0) } },
  )
}

/** Counts what a duty had to heal: in a run without crashes it stays 0. */
export async function countHealed(store: Store, duty: string, healed: number): Promise<void> {
  if (healed > 0) await store.locks.updateOne({ _id: duty }, { $inc: { healed } })
}

/** How many things the sweepers had to heal since the collection was created. */
export async function readHealed(store: Store): Promise<number> {
  const locks = await store.locks.find().project<{ healed: unknown }>({ healed: 1 }).toArray()
  return locks.reduce((total, { healed }) => total + Number(healed), 0)
}
