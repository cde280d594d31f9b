import type { ViewState } from '../../../document/view-state.ts'
import { finisherHold } from '../../finisher-hold.ts'
import type { IndexDeclaration } from '../../index-declaration.ts'

/** One of the conditions that a view consists of in the database, and the index that holds just these tasks. */
interface ViewCondition {
  readonly index: string
  readonly where: Readonly<Record<string, unknown>>
}

/** The views that are more than a stored state. */
export type SplitView =
  | 'ready'
  | 'blocked'
  | 'scheduled'
  | 'retrying'
  | 'paused'
  | 'failed'
  | 'failed-upstream'

const isNotHeld = { 'holds.0': null } as const

/**
 * The views that are more than a stored state, each with an index of its own: a walk of it meets no other task.
 * A ready task whose definition is paused is shown as paused; that is for the walk to say.
 */
export const splitViews: Readonly<Record<SplitView, ViewCondition>> = {
  ready: { index: 'inspect-ready', where: { ready: true } },
  blocked: { index: 'inspect-blocked', where: { blocked: true, dueAt: null, ...isNotHeld } },
  scheduled: {
    index: 'inspect-scheduled',
    where: { state: 'CREATED', dueAt: { $exists: true }, attempt: 0, ...isNotHeld },
  },
  retrying: {
    index: 'inspect-retrying',
    where: { state: 'CREATED', dueAt: { $exists: true }, attempt: { $gt: 0 }, ...isNotHeld },
  },
  paused: { index: 'inspect-paused', where: { state: 'CREATED', holds: 'paused' } },
  failed: { index: 'inspect-failed', where: { state: 'FAILED', rootCause: null } },
  'failed-upstream': {
    index: 'inspect-failed-upstream',
    where: { state: 'FAILED', rootCause: { $exists: true } },
  },
}

const finishers: ViewCondition = {
  index: 'inspect-held',
  where: { state: 'CREATED', 'holds.0': finisherHold },
}

/** For dates: unlike that it exists, an index can tell it. */
export const isThere: { readonly $gte: Date } = { $gte: new Date(0) }

/**
 * What runs when its DAG has finished is shown as blocked until then, or as what its time makes of it; where its DAG
 * is paused, as paused.
 */
export const heldFinishers: Readonly<Partial<Record<SplitView, ViewCondition>>> = {
  blocked: heldFinisher({ dueAt: null }),
  scheduled: heldFinisher({ dueAt: isThere, attempt: 0 }),
  retrying: heldFinisher({ dueAt: isThere, attempt: { $gt: 0 } }),
}

function heldFinisher(due: ViewCondition['where']): ViewCondition {
  return { index: finishers.index, where: { ...finishers.where, holds: [finisherHold], ...due } }
}

/** The views that are a stored state. */
export const plainViews: Readonly<Record<Exclude<ViewState, SplitView>, string>> = {
  running: 'RUNNING',
  finished: 'FINISHED',
  cancelled: 'CANCELLED',
  skipped: 'SKIPPED',
  expired: 'EXPIRED',
}

/** Everything by its last change. */
export const updatedIndex: IndexDeclaration = {
  collection: 'tasks',
  name: 'changed',
  serves: 'task list: all, by their last change; events, where there is no change stream',
  key: { updatedAt: 1, _id: 1 },
  options: {},
}

/**
 * What the inspector's lists walk, beside the indexes of the engine. Created on request alone: every index costs
 * a little with every write. Equal fields come first, then the order; `name` and `priority` are always given, all
 * of them where nobody asked, so that one index serves both.
 */
export const listIndexes: readonly IndexDeclaration[] = [
  updatedIndex,
  {
    collection: 'tasks',
    name: 'inspect-created',
    serves: 'task list: all, by age',
    key: { createdAt: 1, _id: 1 },
    options: {},
  },
  {
    collection: 'tasks',
    name: 'inspect-type',
    serves: 'task list: of definitions, by age; the names of all definitions',
    key: { name: 1, createdAt: 1, _id: 1 },
    options: {},
  },
  {
    collection: 'tasks',
    name: 'inspect-within-dag',
    serves: 'task list: of a DAG, by their last change; whether a graph has changed',
    // What may be asked of them comes after the order: in the index it is seen which of them are meant.
    key: {
      dagId: 1,
      updatedAt: 1,
      _id: 1,
      state: 1,
      ready: 1,
      dueAt: 1,
      attempt: 1,
      rootCause: 1,
      holds: 1,
      name: 1,
      priority: 1,
      fingerprint: 1,
      createdAt: 1,
      expiresAt: 1,
    },
    options: {},
  },
  {
    collection: 'tasks',
    name: 'inspect-state',
    serves: 'task list: in stored states, by their last change',
    // Whether it ran comes after the order: in the index it is seen which of them are meant.
    key: { state: 1, name: 1, priority: 1, updatedAt: 1, _id: 1, attempt: 1 },
    options: {},
  },
  {
    collection: 'tasks',
    name: 'inspect-failure',
    serves: 'task list: failures that look alike, by their last change; the fingerprints of all failures',
    key: { fingerprint: 1, name: 1, updatedAt: 1, _id: 1 },
    options: { partialFilterExpression: { fingerprint: { $exists: true } } },
  },
  ...Object.entries(splitViews).map(([view, condition]) => indexOf(view, condition)),
  indexOf('held until their DAG has finished', finishers, { dueAt: 1 }),
  {
    collection: 'dags',
    name: 'inspect-created',
    serves: 'DAG list: all, by age',
    key: { createdAt: 1, _id: 1 },
    options: {},
  },
  {
    collection: 'dags',
    name: 'inspect-outcome',
    serves: 'DAG list: by how they ended, or that they run, by age',
    key: { outcome: 1, createdAt: 1, _id: 1 },
    options: {},
  },
  {
    collection: 'dags',
    name: 'inspect-paused',
    serves: 'DAG list: paused ones, by age',
    key: { createdAt: 1, _id: 1 },
    options: { partialFilterExpression: { pausedAt: { $exists: true } } },
  },
  {
    collection: 'dags',
    name: 'inspect-tags',
    serves: 'DAG list: with a tag, by age',
    key: { tags: 1, createdAt: 1, _id: 1 },
    options: { partialFilterExpression: { tags: { $exists: true } } },
  },
]

/** @param more Fields after the order: in the index it is seen which tasks are meant. */
function indexOf(
  what: string,
  { index, where }: ViewCondition,
  more: Readonly<Record<string, 1>> = {},
): IndexDeclaration {
  return {
    collection: 'tasks',
    name: index,
    serves: `task list: ${what}, by their last change`,
    key: { name: 1, priority: 1, updatedAt: 1, _id: 1, ...more },
    options: { partialFilterExpression: where },
  }
}
