import type { Filter } from 'mongodb'

import { settledStates, type StoredState } from '../../document/states.ts'
import type { ResetDocument, ResetMark, TaskDocument } from '../../document/task-document.ts'
import { inChunks } from '../chunks.ts'
import { graphProjection, type GraphTask } from '../read/downstream.ts'
import type { ResetPlan } from '../read/plan-reset.ts'
import type { Store } from '../store.ts'
import { transitionUpdate } from '../transition-update.ts'
import { reach } from '../write-points.ts'

/** The hold that a reset puts on its tasks. */
export const resetHold = 'reset'

/** The tasks of a plan that its reset does not hold yet. */
export function unheld({ again, beside }: ResetPlan, { _id }: ResetDocument): GraphTask[] {
  return [...again, ...beside].filter(({ reset }) => reset?.by !== _id)
}

/**
 * Keeps the tasks of a reset still.
 *
 * Before: a `HOLDING` record. After: those that are still in the state that was read carry its mark and a hold, and
 * a revision more: nobody claims them, and what the resolver decided before cannot be written. A running one
 * has lost its lease, so that its handler's signal is aborted and its late result refused; it is blocked.
 * The others are the next look's, and so is what another reset holds: this one may have been taken for dead.
 * Emits nothing.
 */
export async function holdPart(store: Store, record: ResetDocument, plan: ResetPlan): Promise<void> {
  const again = new Set(plan.again)
  const tasks = unheld(plan, record)
  const free = await whereFree(store, tasks)
  for (const runsAgain of [true, false]) {
    const ofPart = tasks.filter((task) => again.has(task) === runsAgain)
    const mark = { by: record._id, runsAgain }
    const ids = (states: readonly StoredState[]): string[] =>
      ofPart.filter(({ state }) => states.includes(state)).map(({ _id }) => _id)
    await holdSettled(store, { ids: ids(settledStates), free, mark })
    await holdOpen(store, { ids: ids(['CREATED']), free, mark })
    await interrupt(store, { ids: ids(['RUNNING']), free, mark })
  }
}

interface Holding {
  readonly ids: readonly string[]
  readonly free: Filter<TaskDocument>
  readonly mark: ResetMark
}

/** What no reset holds that may still be made final; one that is over may have left its mark on a task. */
async function whereFree(store: Store, tasks: readonly GraphTask[]): Promise<Filter<TaskDocument>> {
  const marks = [...new Set(tasks.flatMap(({ reset }) => reset?.by ?? []))]
  if (marks.length === 0) return { reset: { $exists: false } }
  const underWay = await store.resets
    .find({ _id: { $in: marks }, state: { $in: ['HOLDING', 'RESETTING'] } })
    .project<{ _id: string }>({ _id: 1 })
    .toArray()
  const over = marks.filter((mark) => !underWay.some(({ _id }) => _id === mark))
  return { $or: [{ reset: { $exists: false } }, { 'reset.by': { $in: over } }] }
}

async function holdSettled(store: Store, { ids, free, mark }: Holding): Promise<void> {
  for (const chunk of inChunks(ids)) {
    await reach('reset.hold')
    await store.tasks.updateMany(
      { _id: { $in: chunk }, state: { $in: [...settledStates] }, ...free },
      { $set: { reset: mark }, $addToSet: { holds: resetHold }, $inc: { revision: 1 } },
    )
  }
}

async function holdOpen(store: Store, { ids, free, mark }: Holding): Promise<void> {
  for (const chunk of inChunks(ids)) {
    await reach('reset.hold')
    await store.tasks.updateMany(
      { _id: { $in: chunk }, state: 'CREATED', ...free },
      {
        $set: { reset: mark, blocked: true },
        $unset: { ready: '', remaining: '' },
        $addToSet: { holds: resetHold },
        $inc: { revision: 1 },
        $currentDate: { updatedAt: true },
      },
    )
  }
}

async function interrupt(store: Store, { ids, free, mark }: Holding): Promise<void> {
  for (const chunk of inChunks(ids)) {
    await reach('reset.hold')
    await store.tasks.updateMany(
      { _id: { $in: chunk }, state: 'RUNNING', ...free },
      {
        ...transitionUpdate('interrupt', { set: { reset: mark, blocked: true } }),
        $addToSet: { holds: resetHold },
        $inc: { revision: 1, attempt: -1 },
      },
    )
  }
}

/** The tasks that a reset holds, for those who did not hold them themselves. */
export async function readHeld(
  store: Store,
  { _id: reset, dagIds }: ResetDocument,
): Promise<Map<string, GraphTask>> {
  const tasks = new Map<string, GraphTask>()
  for (const chunk of inChunks(dagIds)) {
    const held = store.tasks
      .find({ dagId: { $in: chunk }, 'reset.by': reset })
      .project<GraphTask>(graphProjection)
    for await (const task of held) tasks.set(task._id, task)
  }
  return tasks
}
