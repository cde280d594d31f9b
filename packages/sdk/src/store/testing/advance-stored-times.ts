import type { Collection } from 'mongodb'

import type { Collections } from '../collections.ts'
import type { Store } from '../store.ts'

/** Every stored time that something is waited for by, or counted from. */
const times = {
  tasks: [
    'lease.until',
    'dueAt',
    'startsAt',
    'flaggedAt',
    'createdAt',
    'resetAt',
    'expiresAt',
    'purgeAt',
    'updatedAt',
    'settledAt',
  ],
  contents: ['purgeAt'],
  dags: ['purgeAt', 'deadlineAt', 'pausedAt', 'resumedAt'],
  pushes: ['heartbeatAt', 'purgeAt'],
  resets: ['startedAt', 'purgeAt'],
  locks: ['until'],
} as const satisfies Partial<Record<keyof Collections, readonly string[]>>

/** Shifts every stored time into the past, as if this many milliseconds had gone by. */
export async function advanceStoredTimes(store: Store, milliseconds: number): Promise<void> {
  for (const [name, fields] of Object.entries(times)) {
    const collection = store[name as keyof typeof times] as unknown as Collection
    for (const field of fields) {
      const earlier = { $dateAdd: { startDate: `$${field}`, unit: 'millisecond', amount: -milliseconds } }
      await collection.updateMany({ [field]: { $type: 'date' } }, [{ $set: { [field]: earlier } }])
    }
  }
}
