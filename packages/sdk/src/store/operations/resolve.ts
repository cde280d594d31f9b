import { settledStates } from '../../document/states.ts'
import type { TaskDocument } from '../../document/task-document.ts'
import { clearFlags, type Flagged, type TaskEnd } from '../flags.ts'
import type { Store } from '../store.ts'
import { applyJudgements } from './apply-judgements.ts'
import { closeDags, type ClosedDag } from './close-dags.ts'
import { removeDeleted } from './delete-tasks.ts'
import { judgeBlocked, type JudgeRequest } from './judge-blocked.ts'
import { putBackDependents } from './put-back.ts'

/** What a round of the resolver changed. */
export interface Resolved {
  /** Tasks that the round settled, let go or took from the queue: they are flagged themselves, and the next round's work. */
  readonly flagged: readonly Flagged[]
  /** The DAGs that have nothing left to do since this round. */
  readonly finishedDags: readonly ClosedDag[]
}

/** What a round says on its way. */
export interface RoundEvents {
  /** Tasks of these definitions became ready: they can be claimed. */
  onReady(names: readonly string[]): void
  /** How the unresolved tasks ended, by their ids; before their dependents are looked at. */
  onEnds(ends: ReadonlyMap<string, TaskEnd>): void
  /**
   * How those tasks ended whose flag this round took away: of all rounds that deal with an end, one takes it. Where
   * another round took some of them, their number is right, and which ones they were is a guess.
   */
  onCleared(ends: readonly TaskEnd[]): void
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
export async function resolve(
  store: Store,
  flagged: readonly Flagged[],
  events: RoundEvents,
): Promise<Resolved> {
  const ends = await readEnds(store, flagged)
  events.onEnds(ends)
  const deleted = [...ends].filter(([, { state }]) => state === 'DELETED').map(([id]) => id)
  const rechecks = [
    ...flagged.filter(({ kind }) => kind === 'recheck'),
    ...(await putBackDependents(store, deleted)),
  ]
  const request = {
    settledIds: [...ends.keys()],
    recheckIds: rechecks.map(({ id }) => id),
    onlySuccesses: [...ends.values()].every(({ state }) => state === 'FINISHED'),
    someDeleted: deleted.length > 0,
  }
  const changes = await judgeAndApply(store, request, (names) => events.onReady(names))
  // A push of one node is a DAG without a record, unless it has grown.
  const dags = [...ends].filter(
    ([id, { dagId, hasGrown }]) => (hasGrown || dagId !== id) && !changes.openDags.has(dagId),
  )
  const { closed, flagged: released } = await closeDags(store, [
    ...new Set(dags.map(([, { dagId }]) => dagId)),
  ])
  // After all that may fail: a round that is repeated reads from the tombstones which DAGs they were of.
  await removeDeleted(store, deleted)
  const unresolved = flagged.filter(({ kind }) => kind === 'unresolved')
  const cleared = await clearFlags(store, unresolved)
  events.onCleared([...ends.values()].filter(({ state }) => state !== 'DELETED').slice(0, cleared))
  await clearFlags(store, rechecks)
  return { flagged: [...changes.flagged, ...released], finishedDags: closed }
}

interface Changes {
  readonly flagged: Flagged[]
  readonly openDags: Set<string>
}

async function judgeAndApply(
  store: Store,
  request: JudgeRequest,
  onReady: RoundEvents['onReady'],
): Promise<Changes> {
  const changes: Changes = { flagged: [], openDags: new Set() }
  let next: JudgeRequest | undefined = request
  while (next !== undefined) {
    const outdated: string[] = []
    for await (const batch of judgeBlocked(store, next)) {
      const applied = await applyJudgements(store, batch)
      onReady(applied.readyNames)
      changes.flagged.push(...applied.settled, ...applied.returned)
      outdated.push(...applied.outdated)
      for (const dagId of applied.openDags) changes.openDags.add(dagId)
    }
    next =
      outdated.length > 0
        ? { settledIds: [], recheckIds: outdated, onlySuccesses: false, someDeleted: false }
        : undefined
  }
  return changes
}

/**
 * How the unresolved tasks ended, by their ids. What was flagged by a process that is gone is read; a task
 * that was reset meanwhile is not settled, and tells its dependents nothing.
 */
async function readEnds(store: Store, flagged: readonly Flagged[]): Promise<Map<string, TaskEnd>> {
  const unresolved = flagged.filter(({ kind }) => kind === 'unresolved')
  const ends = new Map(unresolved.flatMap(({ id, end }) => (end === undefined ? [] : [[id, end] as const])))
  const unknown = unresolved.filter(({ end }) => end === undefined).map(({ id }) => id)
  if (unknown.length === 0) return ends
  const found = store.tasks
    .find({ _id: { $in: unknown }, state: { $in: [...settledStates, 'DELETED'] } })
    .project<Pick<TaskDocument, '_id' | 'name' | 'state' | 'dagId' | 'growths'>>({
      name: 1,
      state: 1,
      dagId: 1,
      'growths.id': 1,
    })
  for await (const { _id, name, state, dagId, growths = [] } of found)
    ends.set(_id, { name, state, dagId, hasGrown: growths.length > 0 })
  return ends
}
