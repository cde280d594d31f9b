import type { TaskDocument } from './task-document.ts'

/**
 * The twelve states that people are shown, in the order in which they are listed. They are derived from what is
 * stored, never stored themselves: a `CREATED` task is shown as what keeps it from running, and a failure that
 * came from upstream apart from one of its own.
 */
export const viewStates = [
  'ready',
  'blocked',
  'scheduled',
  'retrying',
  'paused',
  'running',
  'finished',
  'failed',
  'failed-upstream',
  'cancelled',
  'skipped',
  'expired',
] as const

export type ViewState = (typeof viewStates)[number]

/** The hold that a paused DAG puts on its tasks. */
export const pausedHold = 'paused'

/** The fields that the view of a task is derived from. */
export type ViewedTask = Pick<
  TaskDocument,
  'name' | 'state' | 'ready' | 'holds' | 'dueAt' | 'attempt' | 'rootCause'
>

const settledViews = {
  RUNNING: 'running',
  FINISHED: 'finished',
  CANCELLED: 'cancelled',
  SKIPPED: 'skipped',
  EXPIRED: 'expired',
} as const

/**
 * What a task is shown as.
 * @param pausedNames The definitions that are paused: their ready tasks are shown as paused.
 */
export function viewStateOf(task: ViewedTask, pausedNames: ReadonlySet<string>): ViewState {
  const { state } = task
  if (state === 'FAILED') return task.rootCause === undefined ? 'failed' : 'failed-upstream'
  // A tombstone is shown to nobody; where one is asked for all the same, it is something that was taken away.
  if (state === 'DELETED') return 'cancelled'
  if (state === 'CREATED' || state === 'STAGED') return waitingView(task, pausedNames)
  return settledViews[state]
}

function waitingView(task: ViewedTask, pausedNames: ReadonlySet<string>): ViewState {
  if (task.ready === true) return pausedNames.has(task.name) ? 'paused' : 'ready'
  if ((task.holds ?? []).includes(pausedHold)) return 'paused'
  if (task.dueAt !== undefined) return task.attempt > 0 ? 'retrying' : 'scheduled'
  return 'blocked'
}
