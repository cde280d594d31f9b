import { defaults } from '../../defaults.ts'
import type { TaskDocument } from '../../document/task-document.ts'
import { whereFrom } from '../../document/transitions.ts'
import { flagAll, type Flagged } from '../flags.ts'
import type { Store } from '../store.ts'
import { transitionUpdate } from '../transition-update.ts'
import { reach } from '../write-points.ts'

/** What a release made ready, and what must be looked at because it depends on tasks of earlier pushes. */
export interface Released {
  readonly readyNames: readonly string[]
  readonly flagged: readonly Flagged[]
}

/**
 * Lets the tasks of an open push go.
 *
 * Before: an `OPEN` record; any part of its tasks is `STAGED`.
 * After: those that wait for others or for their time are blocked, the rest is ready; the record is `RELEASED`.
 * Tasks that wait for others of the same push go first and roots last: a root can settle the moment it is
 * released, and by then everything that waits for it must be there to be found. Tasks that depend on earlier
 * pushes carry `recheck`, since what they wait for may have settled meanwhile. A repeat does no harm.
 * Emits: ready (through the caller), for the names returned.
 */
export async function releasePush(
  store: Store,
  push: { readonly id: string; readonly dagId: string },
): Promise<Released> {
  const readyNames = new Set<string>()
  const flagged: Flagged[] = []
  for (const release of ['first', 'last'] as const) {
    for (;;) {
      const staged = await store.tasks
        .find({ dagId: push.dagId, ...whereFrom('release'), pushId: push.id, release })
        .project<StagedTask>({ name: 1, dueAt: 1, holds: 1, 'dependencies.group': 1 })
        .limit(defaults.chunk)
        .toArray()
      const [roots, dependents] = [staged.filter(isRoot), staged.filter((task) => !isRoot(task))]
      flagged.push(
        ...(await releaseBlocked(
          store,
          dependents.map(({ _id }) => _id),
          release === 'last',
        )),
      )
      const released = await releaseReady(
        store,
        roots.map(({ _id }) => _id),
      )
      for (const { name } of roots) readyNames.add(name)
      if (staged.length < defaults.chunk && released === roots.length) break
    }
  }
  await closePush(store, push.id)
  return { readyNames: [...readyNames], flagged }
}

type StagedTask = Pick<TaskDocument, '_id' | 'name' | 'dependencies' | 'dueAt' | 'holds'>

/** Whether a task waits for nothing, neither for others nor for its time nor for the end of a pause. */
export function isRoot({
  dependencies,
  dueAt,
  holds = [],
}: Pick<TaskDocument, 'dependencies' | 'dueAt' | 'holds'>): boolean {
  return dependencies.length === 0 && dueAt === undefined && holds.length === 0
}

/** Returns how many were; one that is held since it was read stays staged, and is the next round's. */
async function releaseReady(store: Store, ids: string[]): Promise<number> {
  if (ids.length === 0) return 0
  await reach('push.release')
  const { matchedCount } = await store.tasks.updateMany(
    { _id: { $in: ids }, ...whereFrom('release'), 'holds.0': { $exists: false } },
    transitionUpdate('release', { set: { open: true, ready: true } }),
  )
  return matchedCount
}

async function releaseBlocked(store: Store, ids: string[], recheck: boolean): Promise<Flagged[]> {
  if (ids.length === 0) return []
  const flag = store.unique()
  const update = transitionUpdate('release', {
    set: { open: true, blocked: true, ...(recheck ? { recheck: flag } : {}) },
  })
  if (recheck) update.$currentDate = { ...update.$currentDate, flaggedAt: true }
  await reach('push.release')
  await store.tasks.updateMany({ _id: { $in: ids }, ...whereFrom('release') }, update)
  return recheck ? flagAll('recheck', ids, flag) : []
}

async function closePush(store: Store, pushId: string): Promise<void> {
  await reach('push.close')
  await store.pushes.updateOne(
    { _id: pushId, state: 'OPEN' },
    { $set: { state: 'RELEASED', purgeAt: new Date(store.clock.now().getTime() + defaults.dagRecord) } },
  )
}
