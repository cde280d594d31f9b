import type { Document } from 'mongodb'

import { defaults } from '../../defaults.ts'
import type { PushDocument, TaskDocument } from '../../document/task-document.ts'
import type { Flagged } from '../flags.ts'
import { judgeWide } from '../judge-wide.ts'
import { judgeReadiness, type Readiness } from '../readiness.ts'
import type { Store } from '../store.ts'

type FlagFields = Pick<TaskDocument, '_id' | 'unresolved' | 'recheck' | 'flaggedAt'>

/** Flags that nobody dealt with for `patience` milliseconds: whoever set them died, or lost its database. */
export async function findStaleFlags(
  store: Store,
  { patience, limit }: { readonly patience: number; readonly limit: number },
): Promise<Flagged[]> {
  const before = new Date(store.clock.now().getTime() - patience)
  const tasks = await store.tasks
    .find({ flaggedAt: { $lte: before } })
    .project<FlagFields>({ unresolved: 1, recheck: 1 })
    .sort({ flaggedAt: 1 })
    .limit(limit)
    .toArray()
  return tasks.flatMap(({ _id, unresolved, recheck }): Flagged[] => {
    if (unresolved !== undefined) return [{ id: _id, flag: unresolved, kind: 'unresolved' }]
    return recheck === undefined ? [] : [{ id: _id, flag: recheck, kind: 'recheck' }]
  })
}

/**
 * Pushes whose pusher fell silent, also those that were aborted before: a slow one may have gone on inserting.
 * `STAGED` and `OPEN` come before `ABORTED`, the youngest first: many must not hide others. The sweeper looks at an
 * `ABORTED` one at each tick for a minute, and then once a minute.
 */
export async function findStalePushes(store: Store, limit: number): Promise<PushDocument[]> {
  const before = new Date(store.clock.now().getTime() - defaults.pushStale)
  return store.pushes
    .find({ state: { $in: ['STAGED', 'OPEN', 'ABORTED'] }, heartbeatAt: { $lte: before } })
    .sort({ state: -1, heartbeatAt: -1 })
    .limit(limit)
    .toArray()
}

/** Where a walk over the open tasks stands. */
export interface WalkPosition {
  readonly expiresAt: Date
  readonly id: string
}

/** A part of the walk over all blocked tasks, and where the next part begins. */
export interface BlockedWalk {
  /** Tasks that are blocked although everything that they wait for has settled. */
  readonly suspects: readonly string[]
  readonly next: WalkPosition | undefined
}

type WalkRow = Pick<TaskDocument, '_id' | 'dagId' | 'expiresAt' | 'blocked' | 'recheck' | 'dueAt' | 'holds'>

/** A blocked task that waits for its dependencies alone, and that nobody is about to look at. */
function waitsForOthers({ blocked, recheck, dueAt, holds = [] }: WalkRow): boolean {
  return blocked === true && recheck === undefined && dueAt === undefined && holds.length === 0
}

/**
 * Looks at some blocked tasks regardless of flags and hints: a net below the net. What it finds is suspect
 * alone, since a resolver may be about to come. Before, after: nothing is changed.
 */
export async function findSuspects(
  store: Store,
  from: WalkPosition | undefined,
  limit: number,
): Promise<BlockedWalk> {
  const { rows, next } = await walkOpen(store, from, limit)
  const waiting = rows.filter(waitsForOthers).map(({ _id }) => _id)
  return { suspects: waiting.length === 0 ? [] : await notBlocked(store, waiting), next }
}

/** Reads some open tasks after a position, in the order of their expiry, and where the next ones begin. */
export async function walkOpen(
  store: Store,
  from: WalkPosition | undefined,
  limit: number,
): Promise<{ readonly rows: readonly WalkRow[]; readonly next: WalkPosition | undefined }> {
  const rows = await store.tasks
    .find({ open: true, ...afterPosition(from) })
    .project<WalkRow>({ expiresAt: 1, dagId: 1, blocked: 1, recheck: 1, dueAt: 1, holds: 1 })
    .sort({ expiresAt: 1, _id: 1 })
    .limit(limit)
    .toArray()
  const last = rows.length < limit ? undefined : rows.at(-1)
  return { rows, next: last && { expiresAt: last.expiresAt, id: last._id } }
}

/** Those of the tasks that the dependency rule does not find waiting. */
async function notBlocked(store: Store, ids: readonly string[]): Promise<string[]> {
  const judged = await store.tasks
    .aggregate<{ _id: string; readiness: Readiness }>([
      { $match: { _id: { $in: [...ids] }, blocked: true } },
      ...judgeReadiness(store.tasks.collectionName, { keep: [] }),
      { $project: { readiness: 1 } },
    ])
    .toArray()
  return judged.filter(({ readiness }) => readiness !== 'blocked').map(({ _id }) => _id)
}

/** What a walk over the open tasks comes to after the position. */
function afterPosition(position: WalkPosition | undefined): Document {
  if (position === undefined) return { expiresAt: { $gt: new Date(0) } }
  const { expiresAt, id } = position
  return { $or: [{ expiresAt: { $gt: expiresAt } }, { expiresAt, _id: { $gt: id } }] }
}

/** Which of these tasks are still blocked although nothing that they wait for is open. */
export async function confirmStuck(store: Store, ids: readonly string[]): Promise<string[]> {
  const stuck: string[] = []
  for (const _id of ids) {
    const isBlocked =
      (await store.tasks.countDocuments({ _id, blocked: true, recheck: { $exists: false } })) > 0
    if (isBlocked && (await judgeWide(store, _id)).readiness !== 'blocked') stuck.push(_id)
  }
  return stuck
}
