import type { StoredGroup } from '../../document/dependency-group.ts'
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
 * the first that fit in the order of declaration, so that every attempt sees the same inputs. A group of which a
 * winner has been deleted since is decided anew, once for all attempts to come.
 * Returns the winners of each task, by its id. Emits nothing.
 */
export async function recordWinners(
  store: Store,
  tasks: readonly TaskDocument[],
  outcomes: ReadonlyMap<string, DependencyOutcome>,
): Promise<Map<string, Winners>> {
  const winners = new Map<string, Winners>()
  const undecided: TaskDocument[] = []
  for (const task of tasks) {
    const lacking = groupsWithoutWinners(task, outcomes)
    winners.set(task._id, { ...task.winners, ...chooseWinners(task, lacking, outcomes) })
    if (lacking.length > 0) undecided.push(task)
  }
  if (undecided.length === 0) return winners
  await reach('claim.winners')
  await store.tasks.bulkWrite(
    undecided.map((task) => ({
      updateOne: {
        filter: { _id: task._id, 'lease.token': task.lease?.token ?? '' },
        update: { $set: { winners: winners.get(task._id) ?? {} } },
      },
    })),
    { ordered: false },
  )
  return winners
}

/** The groups that choose, and have not, or of which a winner is gone: there is nothing to hand over of it. */
function groupsWithoutWinners(
  { groups, winners = {} }: TaskDocument,
  outcomes: ReadonlyMap<string, DependencyOutcome>,
): StoredGroup[] {
  return groups
    .filter(({ kind }) => kind === 'any' || kind === 'some')
    .filter(({ name, on, need, optional }) => {
      const chosen = winners[name]
      if (chosen === undefined || (chosen.length < need && !optional)) return true
      return !chosen.every((id) => standingFits(outcomes.get(id)?.standing ?? 'MISSING', on))
    })
}

function chooseWinners(
  { dependencies }: TaskDocument,
  groups: readonly StoredGroup[],
  outcomes: ReadonlyMap<string, DependencyOutcome>,
): Winners {
  const choices = groups.map(({ name, on, need }) => {
    const fitting = dependencies.filter(
      ({ id, group }) => group === name && standingFits(outcomes.get(id)?.standing ?? 'MISSING', on),
    )
    return [name, fitting.slice(0, need).map(({ id }) => id)] as const
  })
  return Object.fromEntries(choices)
}
