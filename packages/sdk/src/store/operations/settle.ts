import type { Filter, UpdateFilter } from 'mongodb'

import { defaults } from '../../defaults.ts'
import { fingerprintOf } from '../../document/error-fingerprint.ts'
import type { StoredAttemptError, StoredError, TaskDocument } from '../../document/task-document.ts'
import { transitions, whereFrom } from '../../document/transitions.ts'
import { contentDocument, resultIdOf, type PreparedValue } from '../content.ts'
import type { Flagged } from '../flags.ts'
import type { Store } from '../store.ts'
import type { ClientSession } from '../transaction.ts'
import { transitionUpdate } from '../transition-update.ts'
import { reach } from '../write-points.ts'

/** The end of one attempt, ready to be written: measured and encoded before it joins a bulk. */
export interface Settlement {
  readonly id: string
  readonly name: string
  readonly dagId: string
  /** The token of the claim that settles it. */
  readonly token: string
  /** Whether the task has pushed into its DAG. */
  readonly hasGrown: boolean
  readonly outcome:
    | { readonly kind: 'finish'; readonly result: PreparedValue }
    | { readonly kind: 'fail'; readonly error: StoredError }
    | { readonly kind: 'skip'; readonly error: StoredError }
    | RetryLater
}

/** The end of an attempt that is followed by another one. */
export interface RetryLater {
  readonly kind: 'retryLater'
  readonly dueAt: Date
  /** What went wrong; absent when the attempt does not count. */
  readonly error?: StoredAttemptError
}

export interface SettleAnswer {
  /** Settlements that were written, by this call or by an earlier one whose answer was lost. */
  readonly flagged: readonly Flagged[]
  /** Those whose claim no longer held the task. One task can be in a bulk twice, under an old claim and a new one. */
  readonly lost: ReadonlySet<Settlement>
}

/**
 * Settles running tasks, in one bulk, each fenced by the token of its claim.
 *
 * Before: `RUNNING` under the settlement's token. After: `FINISHED`, `FAILED` or `SKIPPED`, no lease, `unresolved` set,
 * `settledBy` the token; or `CREATED` with `dueAt` where another attempt follows. A task that is no longer
 * held is not touched.
 * When the bulk matched less than it was asked, or failed, the tasks are read back: those that carry the
 * token were settled, those still held are sent again, the rest are lost.
 * @throws the driver's error when some are still held after three tries.
 * Emits: settled (through the caller), for those that were written.
 */
export async function settle(
  store: Store,
  settlements: readonly Settlement[],
  triesLeft = 3,
): Promise<SettleAnswer> {
  const flag = store.unique()
  await storeContents(store, settlements)
  await reach('settle.write')
  let problem: unknown
  try {
    const writes = settlements.map((settlement) => ({ updateOne: settleWrite(settlement, flag) }))
    const { matchedCount } = await store.tasks.bulkWrite(writes, { ordered: false })
    if (matchedCount === settlements.length) {
      return { flagged: settlements.flatMap((settlement) => flagsOf(settlement, flag)), lost: new Set() }
    }
  } catch (error) {
    problem = error
  }
  const { again, ...answer } = await readBack(store, settlements)
  if (again.length === 0) return answer
  if (triesLeft <= 1) throw problem ?? new Error('A settle was neither written nor lost.')
  const rest = await settle(store, again, triesLeft - 1)
  return { flagged: [...answer.flagged, ...rest.flagged], lost: new Set([...answer.lost, ...rest.lost]) }
}

/** The flags that a settlement sets. */
export function flagsOf({ id, name, dagId, hasGrown, outcome }: Settlement, flag: string): Flagged[] {
  const { to, tellsDependents } = transitions[outcome.kind]
  return tellsDependents ? [{ id, flag, kind: 'unresolved', end: { state: to, name, dagId, hasGrown } }] : []
}

/** The write that settles one task. */
export function settleWrite({ id, token, outcome }: Settlement, flag: string): SettleWrite {
  const filter = { _id: id, ...whereFrom(outcome.kind), 'lease.token': token }
  return { filter, update: settleUpdate(outcome, token, flag) }
}

interface SettleWrite {
  readonly filter: Filter<TaskDocument>
  readonly update: UpdateFilter<TaskDocument>
}

function settleUpdate(
  outcome: Settlement['outcome'],
  settledBy: string,
  flag: string,
): UpdateFilter<TaskDocument> {
  if (outcome.kind === 'finish')
    return transitionUpdate('finish', { flag, set: { settledBy, ...resultFields(outcome.result) } })
  if (outcome.kind === 'fail')
    return transitionUpdate('fail', {
      flag,
      set: { settledBy, error: outcome.error, fingerprint: fingerprintOf(outcome.error) },
    })
  if (outcome.kind === 'skip')
    return transitionUpdate('skip', { flag, set: { settledBy, error: outcome.error } })
  const { dueAt, error } = outcome
  const update = transitionUpdate('retryLater', { set: { settledBy, blocked: true, dueAt } })
  if (error === undefined) return { ...update, $inc: { attempt: -1 } }
  return { ...update, $push: { errors: { $each: [error], $slice: -defaults.attemptErrors } } }
}

function resultFields({ place, inline }: PreparedValue): Partial<TaskDocument> {
  return place === 'inline' ? { result: inline, resultIn: place } : { resultIn: place }
}

/** Large results go first, so that a settled task always has its result. */
export async function storeContents(
  store: Store,
  settlements: readonly Settlement[],
  session?: ClientSession,
): Promise<void> {
  const contents = settlements.flatMap(({ token, outcome }) =>
    outcome.kind === 'finish' && outcome.result.content !== undefined
      ? [{ token, ...outcome.result.content }]
      : [],
  )
  if (contents.length === 0) return
  const inSession = session === undefined ? {} : { session }
  const ids = contents.map(({ taskId }) => taskId)
  const known = await readPurgeTimes(store, ids)
  await reach('settle.contents')
  await store.contents.bulkWrite(
    contents.map(({ token, taskId, value }) => {
      const _id = resultIdOf(taskId, token)
      const purgeAt = known.get(taskId) ?? store.clock.now()
      const replacement = contentDocument(_id, { taskId, value }, purgeAt)
      return { replaceOne: { filter: { _id }, replacement, upsert: true } }
    }),
    { ordered: false, ...inSession },
  )
  // Whoever pinned a task in between found no result to keep with it.
  for (const [taskId, purgeAt] of await readPurgeTimes(store, ids))
    if (purgeAt > (known.get(taskId) ?? purgeAt))
      await store.contents.updateMany({ taskId }, { $max: { purgeAt } }, inSession)
}

async function readPurgeTimes(store: Store, ids: readonly string[]): Promise<Map<string, Date>> {
  const owners = await store.tasks
    .find({ _id: { $in: [...ids] } })
    .project<{ _id: string; purgeAt: Date }>({ purgeAt: 1 })
    .toArray()
  return new Map(owners.map(({ _id, purgeAt }) => [_id, purgeAt]))
}

async function readBack(
  store: Store,
  settlements: readonly Settlement[],
): Promise<SettleAnswer & { readonly again: Settlement[] }> {
  const found = await store.tasks
    .find({ _id: { $in: settlements.map(({ id }) => id) } })
    .project<Pick<TaskDocument, '_id' | 'settledBy' | 'lease' | 'unresolved'>>({
      settledBy: 1,
      lease: 1,
      unresolved: 1,
    })
    .toArray()
  const byId = new Map(found.map((task) => [task._id, task]))
  const [flagged, lost, again]: [Flagged[], Set<Settlement>, Settlement[]] = [[], new Set(), []]
  for (const settlement of settlements) {
    const task = byId.get(settlement.id)
    if (task?.settledBy === settlement.token) {
      if (task.unresolved !== undefined) flagged.push(...flagsOf(settlement, task.unresolved))
    } else if (task?.lease?.token === settlement.token) again.push(settlement)
    else lost.add(settlement)
  }
  return { flagged, lost, again }
}
