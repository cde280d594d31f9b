import type { Document } from 'mongodb'

import type { TaskState } from '../../document/states.ts'
import { actionStates } from '../../document/task-actions.ts'
import type { TaskDocument } from '../../document/task-document.ts'
import { inChunks } from '../chunks.ts'
import type { GraphTask } from '../read/downstream.ts'
import type { Store } from '../store.ts'
import { isPast } from '../transition-update.ts'
import { reach } from '../write-points.ts'
import { keepDags } from './keep-dags.ts'
import { pinTasks } from './pin-dependencies.ts'
import { prolongFinishers } from './prolong-finishers.ts'

export interface ExtendRequest {
  readonly milliseconds: number
  /** Those in another state are not touched. */
  readonly states?: readonly TaskState[] | undefined
}

/**
 * Gives tasks more time.
 *
 * Before: not settled. After: `expiresAt` is later by this much, counted from now where it has passed; they, their
 * large values, what they depend on and the records of their DAGs live at least as long. Others are not touched,
 * but finishers that wait for them: those live longer still.
 * Returns the new `expiresAt` of those that were given time. Emits nothing.
 */
export async function extendExpiry(
  store: Store,
  tasks: readonly GraphTask[],
  { milliseconds, states = actionStates.extendExpiry }: ExtendRequest,
): Promise<Map<string, Date>> {
  const extended = new Map<string, Date>()
  const all = new Set(tasks.map(({ _id }) => _id))
  for (const chunk of inChunks(tasks)) {
    const expected = latestOf(chunk, store.clock.now(), milliseconds)
    await keepWhatIsNeeded(store, chunk, { until: expected, except: all })
    await reach('expiry.write')
    await store.tasks.updateMany(
      {
        _id: { $in: chunk.map(({ _id }) => _id) },
        state: { $in: actionStates.extendExpiry.filter((state) => states.includes(state)) },
      },
      laterBy(milliseconds),
    )
    const changed = await readChanged(store, chunk)
    for (const [id, expiresAt] of changed) extended.set(id, expiresAt)
    const latest = new Date(Math.max(0, ...[...changed.values()].map(Number)))
    // Another call has added to it meanwhile.
    if (latest > expected) await keepWhatIsNeeded(store, chunk, { until: latest, except: all })
  }
  return extended
}

async function keepWhatIsNeeded(
  store: Store,
  chunk: readonly GraphTask[],
  { until, except }: { readonly until: Date; readonly except: ReadonlySet<string> },
): Promise<void> {
  const dagIds = chunk.map(({ dagId }) => dagId)
  await prolongFinishers(store, { dagIds, until, except })
  await pinTasks(store, [...new Set(chunk.flatMap(neededBy))], until)
  await keepDags(store, dagIds, until)
}

/** Whoever reads the time adds to what is stored by then; an open task is never purged before it expires. */
function laterBy(milliseconds: number): Document[] {
  const startDate = { $cond: [isPast('$expiresAt'), '$$NOW', '$expiresAt'] }
  const later = { $dateAdd: { startDate, unit: 'millisecond', amount: milliseconds } }
  return [{ $set: { expiresAt: later, purgeAt: { $max: ['$purgeAt', later] }, updatedAt: '$$NOW' } }]
}

/** The new times of those that were given some. */
async function readChanged(store: Store, chunk: readonly GraphTask[]): Promise<Map<string, Date>> {
  const before = new Map(chunk.map(({ _id, expiresAt }) => [_id, expiresAt.getTime()]))
  const after = await store.tasks
    .find({ _id: { $in: [...before.keys()] } })
    .project<Pick<TaskDocument, '_id' | 'expiresAt'>>({ expiresAt: 1 })
    .toArray()
  const changed = after.filter(({ _id, expiresAt }) => expiresAt.getTime() !== before.get(_id))
  return new Map(changed.map(({ _id, expiresAt }) => [_id, expiresAt]))
}

/** The task itself is pinned as well: its large values go with it. */
function neededBy({ _id, dependencies }: GraphTask): string[] {
  return [_id, ...dependencies.map(({ id }) => id)]
}

function latestOf(tasks: readonly GraphTask[], now: Date, milliseconds: number): Date {
  const latest = tasks.reduce((time, { expiresAt }) => Math.max(time, expiresAt.getTime()), now.getTime())
  return new Date(latest + milliseconds)
}
