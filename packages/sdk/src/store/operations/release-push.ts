import { defaults } from '../../defaults.ts'
import type { TaskDocument } from '../../document/task-document.ts'
import { whereFrom } from '../../document/transitions.ts'
import { inChunks } from '../chunks.ts'
import { flagAll, type Flagged } from '../flags.ts'
import type { Store } from '../store.ts'
import { transitionUpdate } from '../transition-update.ts'
import { reach } from '../write-points.ts'
import { followPause } from './pause-dag.ts'

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
 * pushes carry `recheck`, since what they wait for may have settled meanwhile. Whoever has stored them names the tasks,
 * and none has to be read; what was held meanwhile is found as by an heir, and what was stored after a pause had looked
 * for it is held now. A repeat does no harm.
 * Emits: ready (through the caller), for the names returned.
 */
export async function releasePush(
  store: Store,
  push: { readonly id: string; readonly dagId: string },
  known: readonly StagedTask[] = [],
): Promise<Released> {
  const released: Releasing = { readyNames: new Set(), flagged: await followPause(store, push.dagId) }
  for (const release of ['first', 'last'] as const) {
    const ofPart = known.filter((task) => task.release === release)
    for (const chunk of inChunks(ofPart, defaults.chunk)) await releaseChunk(store, chunk, released)
    for (let isWhole = false; !isWhole;) {
      const staged = await readStaged(store, { ...push, release })
      const missed = await releaseChunk(store, staged, released)
      isWhole = staged.length < defaults.chunk && missed === 0
    }
  }
  await closePush(store, push.id)
  return { readyNames: [...released.readyNames], flagged: released.flagged }
}

async function readStaged(
  store: Store,
  push: { readonly id: string; readonly dagId: string; readonly release: 'first' | 'last' },
): Promise<StagedTask[]> {
  const { id: pushId, dagId, release } = push
  return store.tasks
    .find({ dagId, ...whereFrom('release'), pushId, release })
    .project<StagedTask>({ name: 1, dueAt: 1, holds: 1, release: 1, 'dependencies.group': 1 })
    .limit(defaults.chunk)
    .toArray()
}

interface Releasing {
  readonly readyNames: Set<string>
  readonly flagged: Flagged[]
}

/** Returns how many were not released: what is held since it was read is the next round's. */
async function releaseChunk(
  store: Store,
  staged: readonly StagedTask[],
  { readyNames, flagged }: Releasing,
): Promise<number> {
  const [roots, dependents] = [staged.filter(isRoot), staged.filter((task) => !isRoot(task))]
  const ids = dependents.map(({ _id }) => _id)
  flagged.push(...(await releaseBlocked(store, ids, staged[0]?.release === 'last')))
  const ready = roots.map(({ _id }) => _id)
  const count = await releaseReady(store, ready)
  for (const { name } of roots) readyNames.add(name)
  return ready.length - count
}

type StagedTask = Pick<TaskDocument, '_id' | 'name' | 'dueAt' | 'holds' | 'release'> & {
  readonly dependencies: readonly unknown[]
}

/** Whether a task waits for nothing, neither for others nor for its time nor for the end of a pause. */
export function isRoot({
  dependencies,
  dueAt,
  holds = [],
}: Pick<StagedTask, 'dependencies' | 'dueAt' | 'holds'>): boolean {
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
