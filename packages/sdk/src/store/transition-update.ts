import type { Document, UpdateFilter } from 'mongodb'

import type { TaskDocument } from '../document/task-document.ts'
import { transitions, type TransitionName } from '../document/transitions.ts'

type Fields = Partial<TaskDocument>

/**
 * The update of a transition, built from the table: state, cleared fields, and times by the server's clock.
 * `set` adds what this write knows more; `flag` is the value of `unresolved` where dependents must be told.
 */
export function transitionUpdate(
  name: TransitionName,
  { set = {}, flag }: { readonly set?: Fields; readonly flag?: string } = {},
): UpdateFilter<TaskDocument> {
  const { to, clears, stamps, tellsDependents } = transitions[name]
  const fields: Fields = {
    ...set,
    state: to,
    ...(tellsDependents && flag !== undefined ? { unresolved: flag } : {}),
  }
  const cleared = clears.filter(
    (field) => !(field in fields) && !(stamps as readonly string[]).includes(field),
  )
  return {
    $set: fields,
    $unset: Object.fromEntries(cleared.map((field) => [field, ''])),
    $currentDate: Object.fromEntries(stamps.map((field) => [field, true])),
  }
}

/** The same as stages of an update pipeline, for writes that must compute with the server's time. */
export function transitionStages(name: TransitionName, computed: Document): Document[] {
  const { to, clears, stamps } = transitions[name]
  return [
    { $set: { state: to, ...Object.fromEntries(stamps.map((field) => [field, '$$NOW'])), ...computed } },
    { $unset: clears.filter((field) => !(field in computed)) },
  ]
}

/** A point of the server's time, this many milliseconds from now. */
export function serverTimeIn(milliseconds: number | Document): Document {
  return { $dateAdd: { startDate: '$$NOW', unit: 'millisecond', amount: milliseconds } }
}

/**
 * Whether a stored time has passed. As numbers, because the slow local server (SecantusDB's Python one) finds no stored date before or after `$$NOW`.
 */
export function isPast(field: `$${string}`): Document {
  return { $lt: [{ $toLong: field }, { $toLong: '$$NOW' }] }
}

const isHeld = { $gt: [{ $size: { $ifNull: ['$holds', []] } }, 0] }

const hasDependencies = { $gt: [{ $size: '$dependencies' }, 0] }

/**
 * What makes a task claimable again that ran: ready, or, where its DAG was paused meanwhile, blocked. It carries
 * `recheck` where it has dependencies: one that was deleted while it ran told only those that did not run.
 */
export function readyUnlessHeld(flag: string): Document {
  return {
    ready: { $cond: [isHeld, '$$REMOVE', true] },
    blocked: { $cond: [isHeld, true, '$$REMOVE'] },
    recheck: { $cond: [hasDependencies, flag, '$$REMOVE'] },
    flaggedAt: { $cond: [hasDependencies, '$$NOW', '$$REMOVE'] },
  }
}
