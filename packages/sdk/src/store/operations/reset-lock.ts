import type { Store } from '../store.ts'
import { serverTimeIn } from '../transition-update.ts'
import { reach } from '../write-points.ts'
import { createDuties, takeDuty } from './duties.ts'

const lock = 'reset'

/** Makes sure that the lock of resets exists. */
export async function createResetLock(store: Store): Promise<void> {
  await createDuties(store, [lock])
}

/**
 * Takes the lock of resets: one process resets at a time, so that no two of them ever wait for each
 * other's tasks.
 *
 * Before: nobody holds it, its holder's time is over, or this process holds it. After: this process holds it for
 * `milliseconds`, and whatever reset is found unfinished was left behind. Returns whether it does. Emits nothing.
 */
export async function takeResetLock(store: Store, milliseconds: number): Promise<boolean> {
  await reach('reset.lock')
  return takeDuty(store, lock, milliseconds)
}

/** Holds the lock for longer. Before, after: this process holds it; otherwise nothing is changed. Emits nothing. */
export async function keepResetLock(store: Store, milliseconds: number): Promise<void> {
  await reach('reset.lock')
  await store.locks.updateOne({ _id: lock, owner: store.processId }, [
    { $set: { until: serverTimeIn(milliseconds) } },
  ])
}

/** Whether this process holds the lock still. Once it has recorded a reset, whoever takes the lock from it knows of that. */
export async function hasResetLock(store: Store): Promise<boolean> {
  return (await store.locks.findOne({ _id: lock, owner: store.processId })) !== null
}

/** Lets the next one reset. Before: this process holds the lock. After: nobody does. Emits nothing. */
export async function leaveResetLock(store: Store): Promise<void> {
  await reach('reset.lock')
  await store.locks.updateOne(
    { _id: lock, owner: store.processId },
    { $set: { owner: '', until: new Date(0) } },
  )
}
