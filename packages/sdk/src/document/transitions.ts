import { openStates, visibleStates, type StoredState } from './states.ts'
import type { TaskDocument } from './task-document.ts'

type Field = keyof TaskDocument

/** One way from a state to the next, and what it does to the fields of the document. */
export interface Transition {
  readonly from: readonly StoredState[]
  readonly to: StoredState
  /** Fields that the transition removes. */
  readonly clears: readonly Field[]
  /** Fields that it sets to the server's time. */
  readonly stamps: readonly Field[]
  /** Whether the dependents must look at the task again: it sets `unresolved`. */
  readonly tellsDependents: boolean
  /** Who makes it, for the diagram in the docs. */
  readonly by: string
}

const claimable: readonly Field[] = ['ready', 'blocked', 'recheck', 'holds', 'dueAt', 'remaining']

const settles = {
  clears: [...claimable, 'lease', 'open'],
  stamps: ['settledAt', 'updatedAt', 'flaggedAt'],
  tellsDependents: true,
} satisfies Partial<Transition>

/** A task that runs again has forgotten how it ended, and what it ended with. */
const startsAnew = {
  to: 'CREATED',
  clears: [
    'ready',
    'recheck',
    'unresolved',
    'flaggedAt',
    'dueAt',
    'remaining',
    'lease',
    'settledBy',
    'winners',
    'result',
    'resultIn',
    'error',
    'fingerprint',
    'errors',
    'rootCause',
    'progress',
    'readyAt',
    'startedAt',
    'settledAt',
  ],
  stamps: ['resetAt', 'updatedAt'],
  tellsDependents: false,
} satisfies Partial<Transition>

export type TransitionName =
  | 'release'
  | 'claim'
  | 'giveBack'
  | 'retryLater'
  | 'recover'
  | 'finish'
  | 'fail'
  | 'skip'
  | 'abandon'
  | 'failUpstream'
  | 'cancelUpstream'
  | 'skipUpstream'
  | 'expire'
  | 'cancel'
  | 'delete'
  | 'interrupt'
  | 'retry'
  | 'rerun'

/**
 * Every transition of a task's state. All filters and updates of the store, the diagram in the docs and
 * the actions that are offered on a task come from this table.
 */
export const transitions: Readonly<Record<TransitionName, Transition>> = {
  release: {
    from: ['STAGED'],
    to: 'CREATED',
    clears: ['release'],
    stamps: ['updatedAt'],
    tellsDependents: false,
    by: 'push',
  },
  claim: {
    from: ['CREATED'],
    to: 'RUNNING',
    // The pop has judged it: nobody has to look again, nor to write to it while a transaction settles it.
    clears: ['ready', 'recheck', 'flaggedAt'],
    stamps: ['startedAt', 'updatedAt'],
    tellsDependents: false,
    by: 'pop',
  },
  giveBack: {
    from: ['RUNNING'],
    to: 'CREATED',
    clears: ['lease', 'readyAt', 'startedAt', 'progress'],
    stamps: ['updatedAt'],
    tellsDependents: false,
    by: 'worker stops',
  },
  retryLater: {
    from: ['RUNNING'],
    to: 'CREATED',
    clears: ['lease', 'readyAt', 'startedAt', 'progress'],
    stamps: ['updatedAt'],
    tellsDependents: false,
    by: 'fail(error), with attempts left',
  },
  recover: {
    from: ['RUNNING'],
    to: 'CREATED',
    clears: ['lease', 'readyAt', 'startedAt', 'progress'],
    stamps: ['updatedAt'],
    tellsDependents: false,
    by: 'sweeper: lease ran out',
  },
  finish: { from: ['RUNNING'], to: 'FINISHED', ...settles, by: 'finish(result)' },
  fail: { from: ['RUNNING'], to: 'FAILED', ...settles, by: 'fail(error)' },
  skip: { from: ['RUNNING'], to: 'SKIPPED', ...settles, by: 'runIf, or skip(reason)' },
  abandon: { from: ['RUNNING'], to: 'FAILED', ...settles, by: 'sweeper: too many recoveries' },
  failUpstream: { from: ['CREATED'], to: 'FAILED', ...settles, by: 'resolver: a dependency failed' },
  cancelUpstream: {
    from: ['CREATED'],
    to: 'CANCELLED',
    ...settles,
    by: 'resolver: a dependency was cancelled',
  },
  skipUpstream: { from: ['CREATED'], to: 'SKIPPED', ...settles, by: 'resolver: a dependency was skipped' },
  expire: { from: ['CREATED', 'RUNNING'], to: 'EXPIRED', ...settles, by: 'sweeper: expiresAt passed' },
  cancel: { from: ['CREATED', 'RUNNING'], to: 'CANCELLED', ...settles, by: 'cancel()' },
  delete: { from: visibleStates, to: 'DELETED', ...settles, by: 'delete()' },
  interrupt: {
    from: ['RUNNING'],
    to: 'CREATED',
    clears: ['lease', 'readyAt', 'startedAt', 'progress'],
    stamps: ['updatedAt'],
    tellsDependents: false,
    by: 'rerunFrom(), of it or upstream',
  },
  retry: { from: ['FAILED', 'EXPIRED', 'CANCELLED', 'SKIPPED'], ...startsAnew, by: 'retry()' },
  rerun: {
    from: visibleStates.filter((state) => state !== 'RUNNING'),
    ...startsAnew,
    by: 'rerunFrom()',
  },
}

/**
 * The filter that a transition's writes start from.
 * @param expected The states that the caller expects, where it does: of others nothing is touched.
 */
export function whereFrom(
  name: TransitionName,
  expected?: readonly StoredState[],
): { state: StoredState | { $in: StoredState[] } } {
  const from = transitions[name].from.filter((state) => expected === undefined || expected.includes(state))
  return { state: from.length === 1 && from[0] !== undefined ? from[0] : { $in: [...from] } }
}

/** The states in which a DAG still has work to do. */
export const whereOpen: { state: { $in: StoredState[] } } = { state: { $in: [...openStates] } }

/** What readers may see. */
export const whereVisible: { state: { $in: StoredState[] } } = { state: { $in: [...visibleStates] } }
