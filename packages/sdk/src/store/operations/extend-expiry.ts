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
  await prolongFinishers(store, {
    dagIds: tasks.map(({ dagId }) => dagId),
    until: latestOf(tasks, store.clock.now(), milliseconds),
    except: new Set(tasks.map(({ _id }) => _id)),
  })
  for (const chunk of inChunks(tasks)) {
    const purgeAt = latestOf(chunk, store.clock.now(), milliseconds)
    const ids = chunk.map(({ _id }) => _id)
    await pinTasks(store, [...new Set(chunk.flatMap(neededBy))], purgeAt)
    await keepDags(store, [...new Set(chunk.map(({ dagId }) => dagId))], purgeAt)
    await reach('expiry.write')
    await store.tasks.updateMany(
      {
        _id: { $in: ids },
        state: { $in: actionStates.extendExpiry.filter((state) => states.includes(state)) },
      },
      [
        {
          $set: {
            expiresAt: {
              $dateAdd: {
                startDate: { $cond: [isPast('$expiresAt'), '$$NOW', '$expiresAt'] },
                unit: 'millisecond',
                amount: milliseconds,
              },
            },
            updatedAt: '$$NOW',
          },
        },
      ],
    )
    const before = new Map(chunk.map(({ _id, expiresAt }) => [_id, expiresAt.getTime()]))
    const after = store.tasks
      .find({ _id: { $in: ids } })
      .project<Pick<TaskDocument, '_id' | 'expiresAt'>>({ expiresAt: 1 })
    for await (const { _id, expiresAt } of after)
      if (expiresAt.getTime() !== before.get(_id)) extended.set(_id, expiresAt)
  }
  return extended
}

/** The task itself is pinned as well: its large values go with it. */
function neededBy({ _id, dependencies }: GraphTask): string[] {
  return [_id, ...dependencies.map(({ id }) => id)]
}

function latestOf(tasks: readonly GraphTask[], now: Date, milliseconds: number): Date {
  const latest = tasks.reduce((time, { expiresAt }) => Math.max(time, expiresAt.getTime()), now.getTime())
  return new Date(latest + milliseconds)
}
