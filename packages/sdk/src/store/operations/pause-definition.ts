import type { Store } from '../store.ts'
import { reach } from '../write-points.ts'

/**
 * Keeps tasks of a definition from being claimed.
 *
 * Before: anything. After: every claim loop passes the definition over, at most a second later; its tasks stay
 * as they are, ready ones too, and running ones go on. Emits nothing.
 */
export async function pauseDefinition(store: Store, name: string): Promise<void> {
  await reach('pause.definition')
  await store.pauses.updateOne(
    { _id: name },
    { $setOnInsert: { since: store.clock.now() } },
    { upsert: true },
  )
}

/** Takes the pause of a definition away. Returns whether there was one. */
export async function resumeDefinition(store: Store, name: string): Promise<boolean> {
  await reach('pause.definition')
  return (await store.pauses.deleteOne({ _id: name })).deletedCount > 0
}

/** The names of the definitions that are paused. */
export async function readPaused(store: Store): Promise<string[]> {
  return (await store.pauses.find().toArray()).map(({ _id }) => _id)
}
