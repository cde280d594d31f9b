import type { TaskDocument } from '../../document/task-document.ts'
import { whereOpen } from '../../document/transitions.ts'
import { pausedHold } from '../../document/view-state.ts'
import { inChunks } from '../chunks.ts'
import { flagAll, type Flagged } from '../flags.ts'
import type { Store } from '../store.ts'
import { reach } from '../write-points.ts'

/**
 * Holds the tasks of a DAG.
 *
 * Before: any DAG. After: its record says when it was paused, and every task of it that has not settled carries
 * the hold: none becomes ready any more, and those that run go on; unless it was resumed meanwhile. A repeat, or the
 * sweeper, finishes what a crash left undone. Returns the flags to resolve. Emits nothing.
 */
export async function pauseDag(store: Store, dagId: string): Promise<Flagged[]> {
  await reach('pause.dag')
  await store.dags.updateOne({ _id: dagId }, { $currentDate: { pausedAt: true }, $unset: { resumedAt: '' } })
  return followRecord(store, dagId, 'paused')
}

/**
 * Lets the tasks of a paused DAG go on.
 *
 * Before: paused, perhaps half-way. After: no task carries the hold; those that have not started carry
 * `recheck`, since what they wait for may have settled meanwhile; the record says nothing of a pause, and when it was
 * resumed: whoever finds the hold on a task later, after a crash, knows that it is left over. Unless it was paused again
 * meanwhile. Returns the flags to resolve. Emits nothing.
 */
export async function resumeDag(store: Store, dagId: string): Promise<Flagged[]> {
  // First: a reset that finds the record paused afterwards looks once more.
  await reach('pause.dag')
  await store.dags.updateOne({ _id: dagId }, { $currentDate: { resumedAt: true }, $unset: { pausedAt: '' } })
  return followRecord(store, dagId, 'resumed')
}

type Standing = 'paused' | 'resumed'

/**
 * Makes the holds of a DAG's tasks what its record says, until it says the same before and after: of a pause and a
 * resume at once, and however slow one of them is, the later one counts.
 *
 * Before: any part of the tasks is held. After: all that are open, or none. A DAG of which no record says anything
 * is what the caller says. Returns the flags to resolve. Emits nothing.
 */
export async function followRecord(store: Store, dagId: string, otherwise: Standing): Promise<Flagged[]> {
  const flagged: Flagged[] = []
  let standing = (await readStanding(store, dagId)) ?? otherwise
  for (let followed: Standing | undefined; followed !== standing;) {
    followed = standing
    if (standing === 'paused') await holdAll(store, dagId)
    else for (const each of await takeHolds(store, dagId)) flagged.push(each)
    standing = (await readStanding(store, dagId)) ?? otherwise
  }
  return flagged
}

/**
 * Holds what was stored of a push after a pause of its DAG had looked for it.
 *
 * Before: all of the push is stored. After: held, unless the DAG is not paused, or was resumed meanwhile: a resume
 * finds what is held by itself. Returns the flags to resolve. Emits nothing.
 */
export async function followPause(store: Store, dagId: string): Promise<Flagged[]> {
  return (await readStanding(store, dagId)) === 'paused' ? followRecord(store, dagId, 'paused') : []
}

async function readStanding(store: Store, _id: string): Promise<Standing | undefined> {
  const record = await store.dags.findOne({ _id }, { projection: { pausedAt: 1, resumedAt: 1 } })
  if (record?.pausedAt !== undefined) return 'paused'
  return record?.resumedAt === undefined ? undefined : 'resumed'
}

async function holdAll(store: Store, dagId: string): Promise<void> {
  await holdOpen(store, dagId)
  // What was claimed before it could be held was running by then, and comes back: it takes another look at least.
  for (let missed = await holdOpen(store, dagId); missed > 0;) missed = await holdOpen(store, dagId)
}

/** Holds what is not held yet. Returns how many tasks that were. */
async function holdOpen(store: Store, dagId: string): Promise<number> {
  const free = { dagId, holds: { $ne: pausedHold } }
  await reach('pause.dag')
  const running = await store.tasks.updateMany(
    { ...free, state: 'RUNNING' },
    { $addToSet: { holds: pausedHold }, $currentDate: { updatedAt: true } },
  )
  // What a running task is just pushing comes out held; in this order, see `holdIfPaused`.
  await reach('pause.dag')
  const staged = await store.tasks.updateMany(
    { ...free, state: 'STAGED' },
    { $addToSet: { holds: pausedHold } },
  )
  await reach('pause.dag')
  const created = await store.tasks.updateMany(
    { ...free, state: 'CREATED' },
    {
      $addToSet: { holds: pausedHold },
      $set: { blocked: true },
      $unset: { ready: '' },
      $currentDate: { updatedAt: true },
    },
  )
  return running.matchedCount + staged.matchedCount + created.matchedCount
}

async function takeHolds(store: Store, dagId: string): Promise<Flagged[]> {
  const flagged: Flagged[] = []
  for (let held = await readHeld(store, dagId); held.length > 0; held = await readHeld(store, dagId))
    for (const chunk of inChunks(held)) for (const each of await takeHold(store, chunk)) flagged.push(each)
  return flagged
}

async function readHeld(store: Store, dagId: string): Promise<string[]> {
  const held = await store.tasks
    .find({ dagId, ...whereOpen, holds: pausedHold })
    .project<Pick<TaskDocument, '_id'>>({ _id: 1 })
    .toArray()
  return held.map(({ _id }) => _id)
}

async function takeHold(store: Store, ids: string[]): Promise<Flagged[]> {
  const flag = store.unique()
  await reach('pause.dag')
  await store.tasks.updateMany(
    { _id: { $in: ids }, state: 'CREATED', holds: pausedHold },
    {
      $pull: { holds: pausedHold },
      $set: { blocked: true, recheck: flag },
      $currentDate: { flaggedAt: true, updatedAt: true },
    },
  )
  await store.tasks.updateMany({ _id: { $in: ids }, holds: pausedHold }, { $pull: { holds: pausedHold } })
  return flagAll('recheck', ids, flag)
}

/**
 * Holds what a running task is about to push into a paused DAG.
 *
 * Before: staged; the pause has put its hold on the running task before it looked for staged ones, and takes holds
 * away until it finds none. After: held if that task is. It is asked before and after the write, so that neither a
 * pause nor its end is missed. Emits nothing.
 */
export async function holdIfPaused(
  store: Store,
  taskId: string,
  { dagId, pushId }: { readonly dagId: string; readonly pushId: string },
): Promise<void> {
  if (!(await isHeld(store, taskId))) return
  const staged = { dagId, state: 'STAGED', pushId } as const
  await reach('pause.dag')
  await store.tasks.updateMany(staged, { $addToSet: { holds: pausedHold } })
  if (!(await isHeld(store, taskId))) await store.tasks.updateMany(staged, { $pull: { holds: pausedHold } })
}

async function isHeld(store: Store, taskId: string): Promise<boolean> {
  const held = { _id: taskId, holds: pausedHold }
  return (await store.tasks.findOne(held, { projection: { _id: 1 } })) !== null
}
