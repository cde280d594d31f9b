import { defaults } from '../../defaults.ts'
import type { ResetDocument } from '../../document/task-document.ts'
import type { Flagged } from '../flags.ts'
import type { GraphTask } from '../read/downstream.ts'
import { planReset, type ResetPlan, type ResetRequest } from '../read/plan-reset.ts'
import type { Store } from '../store.ts'
import type { ClosedDag, ClosedDags } from './close-dags.ts'
import { holdPart, readHeld, unheld } from './hold-part.ts'
import { keepDags } from './keep-dags.ts'
import { pinTasks } from './pin-dependencies.ts'
import { prolongFinishers } from './prolong-finishers.ts'
import { closeReset, commitReset, recordReset, revokeReset, widenReset } from './record-reset.ts'
import { releasePart } from './release-part.ts'
import { hasResetLock } from './reset-lock.ts'
import { holdToDeadlines, resetPart, restoreHints } from './reset-part.ts'

/** What a reset did; the tasks as they were before. */
export interface ResetAnswer extends Pick<ResetPlan, 'again' | 'refused' | 'obstacle'>, ClosedDags {
  /** Whether another process took this one for dead: nothing was changed, and it is to be done again. */
  readonly wasUndone?: true
}

/**
 * Makes tasks run again, with what depends on them.
 *
 * Before: the lock of resets is held, and no other reset is under way. After: what the plan says runs again is
 * `CREATED`, with `recheck`; or, where something stands against it, nothing was changed.
 * In between it is recorded, and held: whoever takes the lock after a crash finishes or undoes it.
 * Where that was done although this process lives, it must take the lock again. Emits: dag finished (through the caller).
 */
export async function reset(store: Store, request: ResetRequest): Promise<ResetAnswer> {
  const first = await planReset(store, request)
  if (first.again.length === 0 || first.obstacle !== undefined) return { ...first, again: [], ...nothing }
  let record = await recordReset(store, {
    kind: request.kind,
    dagIds: dagsOf(first),
    purgeAt: latestPurge(store, first.again),
  })
  const before = new Map<string, GraphTask>()
  let plan = first
  while (unheld(plan, record).length > 0) {
    if (!(await hasResetLock(store))) return giveUp(store, record, plan)
    record = await widenReset(store, record, dagsOf(plan))
    for (const task of unheld(plan, record)) before.set(task._id, task)
    await holdPart(store, record, plan)
    // What changed before it could be held is planned anew, with what is held as firm ground.
    plan = await planReset(store, request, record._id)
  }
  if (plan.again.length === 0 || plan.obstacle !== undefined)
    return { ...plan, again: [], ...(await undo(store, record)) }
  await pinTasks(store, plan.pins, record.purgeAt)
  if (!(await commitReset(store, record))) return giveUp(store, record, plan)
  const again = plan.again.map((task) => before.get(task._id) ?? task)
  return { ...plan, again, ...(await finish(store, record, before)) }
}

/** Another process has taken this one for dead. */
async function giveUp(store: Store, record: ResetDocument, plan: ResetPlan): Promise<ResetAnswer> {
  return { ...plan, again: [], ...(await undo(store, record)), wasUndone: true }
}

/**
 * Finishes resets that were made final, and undoes the others.
 *
 * Before: the lock of resets is held, so nobody works on them. After: none is under way.
 * Returns the flags to resolve, and how many there were. Emits: dag finished (through the caller).
 */
export async function finishResets(store: Store): Promise<ClosedDags & { readonly count: number }> {
  const [flagged, closed]: [Flagged[], ClosedDag[]] = [[], []]
  const records = await readLeftResets(store)
  for (const record of records) {
    const isFinal = record.state === 'RESETTING'
    const done = await (isFinal ? finishLeft(store, record) : undo(store, record))
    for (const each of done.flagged) flagged.push(each)
    closed.push(...done.closed)
    if (record.state === 'UNDONE') await store.resets.deleteOne({ _id: record._id })
  }
  return { flagged, closed, count: records.filter(({ state }) => state !== 'UNDONE').length }
}

/**
 * The resets that are under way or were left behind, and those that were undone some time ago: whoever was thought
 * dead may have gone on holding tasks. Read by `_id`: there are a handful at the most.
 */
export async function readLeftResets(store: Store): Promise<ResetDocument[]> {
  const before = store.clock.now().getTime() - defaults.pushStale
  const records = await store.resets.find({ _id: { $gt: '' } }).toArray()
  return records.filter(({ state, startedAt }) => state !== 'UNDONE' || startedAt.getTime() < before)
}

/** Finishes what another process began: time has gone by, and all that is needed has to live as much longer. */
async function finishLeft(store: Store, record: ResetDocument): Promise<ClosedDags> {
  const held = await readHeld(store, record)
  const late = store.clock.now().getTime() - record.startedAt.getTime()
  const purgeAt = new Date(record.purgeAt.getTime() + Math.max(0, late))
  const needed = [...held.values()].flatMap(({ dependencies }) => dependencies.map(({ id }) => id))
  await pinTasks(store, [...new Set(needed)], purgeAt)
  return finish(store, { ...record, purgeAt }, held)
}

async function finish(
  store: Store,
  record: ResetDocument,
  held: ReadonlyMap<string, GraphTask>,
): Promise<ClosedDags> {
  await prolongFinishers(store, {
    dagIds: record.dagIds,
    until: record.purgeAt,
    except: new Set(held.keys()),
  })
  await keepDags(store, record.dagIds, record.purgeAt)
  await resetPart(store, record, [...held.keys()])
  await holdToDeadlines(store, record)
  await restoreHints(store, record, held.values())
  const flagged = await releasePart(store, record, [...held.keys()])
  return after(flagged, await closeReset(store, record, true))
}

/** First it is made impossible to make it final: who was taken for dead may be about to. */
async function undo(store: Store, record: ResetDocument): Promise<ClosedDags> {
  if (!(await revokeReset(store, record))) return finishLeft(store, record)
  const flagged = await releasePart(store, record, [...(await readHeld(store, record)).keys()])
  return after(flagged, await closeReset(store, record, false))
}

const nothing: ClosedDags = { flagged: [], closed: [] }

function after(released: readonly Flagged[], { flagged, closed }: ClosedDags): ClosedDags {
  return { flagged: [...released, ...flagged], closed }
}

function dagsOf({ again, beside }: ResetPlan): string[] {
  return [...new Set([...again, ...beside].map(({ dagId }) => dagId))]
}

/** As long after the reset as it was after the push, and a little more, since the reset itself takes its time. */
function latestPurge(store: Store, tasks: readonly GraphTask[]): Date {
  const longest = tasks.reduce(
    (time, { purgeAt, resetAt, createdAt }) =>
      Math.max(time, purgeAt.getTime() - (resetAt ?? createdAt).getTime()),
    0,
  )
  return new Date(store.clock.now().getTime() + longest + defaults.pushStale)
}
