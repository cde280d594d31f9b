import { settledStates } from '../../document/states.ts'
import type { DagDocument, TaskDocument } from '../../document/task-document.ts'
import { clearFlags, type Flagged } from '../flags.ts'
import type { Store } from '../store.ts'
import { applyJudgements } from './apply-judgements.ts'
import { closeDags } from './close-dags.ts'
import { removeDeleted } from './delete-task.ts'
import { judgeBlocked, type JudgeRequest } from './judge-blocked.ts'

/** What a round of the resolver changed. */
export interface Resolved {
  /** The definitions of which tasks became ready. */
  readonly readyNames: readonly string[]
  /** Tasks that the round settled: they are unresolved themselves, and the next round's work. */
  readonly settled: readonly Flagged[]
  /** The DAGs that have nothing left to do. */
  readonly finishedDags: readonly DagDocument['_id'][]
}

/**
 * One round of the resolver: judges everything that the flagged tasks concern, writes what follows, and takes
 * the flags away.
 *
 * Before: settled tasks with `unresolved`, open ones with `recheck`.
 * After: each of their blocked dependents, and each `recheck` itself, is ready, settled, or still blocked,
 * as the dependency rule says; tombstones are gone; the flags are cleared unless they were set anew.
 * Level-triggered: nothing depends on what an earlier round saw, so a repeat does no harm and a lost one is
 * made good by the sweeper. Emits: ready, settled, dag finished (through the caller).
 */
export async function resolve(store: Store, flagged: readonly Flagged[]): Promise<Resolved> {
  const unresolved = idsOf(flagged, 'unresolved')
  const settledTasks = await readSettled(store, unresolved)
  const changes = await judgeAndApply(store, {
    settledIds: unresolved,
    recheckIds: idsOf(flagged, 'recheck'),
    onlySuccesses:
      settledTasks.length === unresolved.length && settledTasks.every(({ state }) => state === 'FINISHED'),
  })
  await removeDeleted(
    store,
    settledTasks.filter(({ state }) => state === 'DELETED').map(({ _id }) => _id),
  )
  const dags = settledTasks.filter(({ _id, dagId }) => dagId !== _id).map(({ dagId }) => dagId)
  const finishedDags = await closeDags(store, [...new Set(dags)])
  await clearFlags(store, flagged)
  return { ...changes, finishedDags }
}

function idsOf(flagged: readonly Flagged[], kind: Flagged['kind']): string[] {
  return flagged.filter((each) => each.kind === kind).map(({ id }) => id)
}

async function judgeAndApply(store: Store, request: JudgeRequest): Promise<Omit<Resolved, 'finishedDags'>> {
  const readyNames = new Set<string>()
  const settled: Flagged[] = []
  let next: JudgeRequest | undefined = request
  while (next !== undefined) {
    const outdated: string[] = []
    for await (const batch of judgeBlocked(store, next)) {
      const applied = await applyJudgements(store, batch)
      for (const name of applied.readyNames) readyNames.add(name)
      settled.push(...applied.settled)
      outdated.push(...applied.outdated)
    }
    next = outdated.length > 0 ? { settledIds: [], recheckIds: outdated, onlySuccesses: false } : undefined
  }
  return { readyNames: [...readyNames], settled }
}

type SettledTask = Pick<TaskDocument, '_id' | 'state' | 'dagId'>

/** A task may have been reset since it was flagged; then it is not settled and tells its dependents nothing. */
async function readSettled(store: Store, ids: readonly string[]): Promise<SettledTask[]> {
  if (ids.length === 0) return []
  return store.tasks
    .find({ _id: { $in: [...ids] }, state: { $in: [...settledStates, 'DELETED'] } })
    .project<SettledTask>({ state: 1, dagId: 1 })
    .toArray()
}
