import { standingFits } from '../../document/dependency-rule.ts'
import type { TaskDocument } from '../../document/task-document.ts'
import type { DependencyOutcome } from '../read/dependency-outcomes.ts'
import type { Store } from '../store.ts'
import { reach } from '../write-points.ts'

export type Winners = Readonly<Record<string, readonly string[]>>

/**
 * Decides which dependencies of the `anyOf` and `someOf` groups a task is run with, and writes it down.
 *
 * Before: claimed; perhaps decided by an earlier attempt. After: `winners` names them for every such group,
 * the first that fit in the order of declaration, so that every attempt sees the same inputs.
 * Returns the winners of each task, by its id. Emits nothing.
 */
export async function recordWinners(
  store: Store,
  tasks: readonly TaskDocument[],
  outcomes: ReadonlyMap<string, DependencyOutcome>,
): Promise<Map<string, Winners>> {
  const winners = new Map<string, Winners>()
  const undecided = tasks.filter((task) => task.winners === undefined && choosesWinners(task))
  for (const task of tasks) {
    const chosen = chooseWinners(task, outcomes)
    winners.set(task._id, task.winners !== undefined && allFit(task, outcomes) ? task.winners : chosen)
  }
  if (undecided.length === 0) return winners
  await reach('claim.winners')
  await store.tasks.bulkWrite(
    undecided.map((task) => ({
      updateOne: {
        filter: { _id: task._id, 'lease.token': task.lease?.token ?? '', winners: { $exists: false } },
        update: { $set: { winners: winners.get(task._id) ?? {} } },
      },
    })),
    { ordered: false },
  )
  return winners
}

function choosesWinners({ groups }: TaskDocument): boolean {
  return groups.some(({ kind }) => kind === 'any' || kind === 'some')
}

/** A winner may have been deleted since; then there is nothing to hand over of it. */
function allFit(
  { groups, winners }: TaskDocument,
  outcomes: ReadonlyMap<string, DependencyOutcome>,
): boolean {
  return groups.every(({ name, on }) =>
    (winners?.[name] ?? []).every((id) => standingFits(outcomes.get(id)?.standing ?? 'MISSING', on)),
  )
}

function chooseWinners(task: TaskDocument, outcomes: ReadonlyMap<string, DependencyOutcome>): Winners {
  const choices = task.groups
    .filter(({ kind }) => kind === 'any' || kind === 'some')
    .map((group) => {
      const fitting = task.dependencies.filter(
        ({ id, group: name }) =>
          name === group.name && standingFits(outcomes.get(id)?.standing ?? 'MISSING', group.on),
      )
      return [group.name, fitting.slice(0, group.need).map(({ id }) => id)] as const
    })
  return Object.fromEntries(choices)
}
