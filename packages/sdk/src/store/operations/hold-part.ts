import { settledStates, type StoredState } from '../../document/states.ts'
import type { ResetDocument, TaskDocument } from '../../document/task-document.ts'
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
 * The others are the next look's. Emits nothing.
 */
export async function holdPart(store: Store, record: ResetDocument, plan: ResetPlan): Promise<void> {
  const again = new Set(plan.again)
  const tasks = unheld(plan, record)
  for (const runsAgain of [true, false]) {
    const ofPart = tasks.filter((task) => again.has(task) === runsAgain)
    const mark = { by: record._id, runsAgain }
    const ids = (states: readonly StoredState[]): string[] =>
      ofPart.filter(({ state }) => states.includes(state)).map(({ _id }) => _id)
    await holdSettled(store, ids(settledStates), mark)
    await holdOpen(store, ids(['CREATED']), mark)
    await interrupt(store, ids(['RUNNING']), mark)
  }
}

type Mark = NonNullable<TaskDocument['reset']>

async function holdSettled(store: Store, ids: readonly string[], mark: Mark): Promise<void> {
  for (const chunk of inChunks(ids)) {
    await reach('reset.hold')
    await store.tasks.updateMany(
      { _id: { $in: chunk }, state: { $in: [...settledStates] }, 'reset.by': { $ne: mark.by } },
      { $set: { reset: mark }, $addToSet: { holds: resetHold }, $inc: { revision: 1 } },
    )
  }
}

async function holdOpen(store: Store, ids: readonly string[], mark: Mark): Promise<void> {
  for (const chunk of inChunks(ids)) {
    await reach('reset.hold')
    await store.tasks.updateMany(
      { _id: { $in: chunk }, state: 'CREATED', 'reset.by': { $ne: mark.by } },
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

async function interrupt(store: Store, ids: readonly string[], mark: Mark): Promise<void> {
  for (const chunk of inChunks(ids)) {
    await reach('reset.hold')
    await store.tasks.updateMany(
      { _id: { $in: chunk }, state: 'RUNNING', 'reset.by': { $ne: mark.by } },
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
