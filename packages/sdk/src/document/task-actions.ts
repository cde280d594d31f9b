import { visibleStates, type TaskState } from './states.ts'
import { transitions, type TransitionName } from './transitions.ts'

/** What can be done to tasks from outside. */
export type TaskActionKind =
  | 'retry'
  | 'rerun'
  | 'cancel'
  | 'requeue'
  | 'delete'
  | 'setPriority'
  | 'extendExpiry'

function visibleFrom(...names: readonly TransitionName[]): readonly TaskState[] {
  return visibleStates.filter((state) => names.some((name) => transitions[name].from.includes(state)))
}

/**
 * The states of tasks that each action can change: what is offered on a task, and what every write of an action is
 * guarded by. `requeue` takes those alone that wait for their time.
 */
export const actionStates: Readonly<Record<TaskActionKind, readonly TaskState[]>> = {
  retry: visibleFrom('retry'),
  rerun: visibleFrom('rerun', 'interrupt'),
  cancel: visibleFrom('cancel'),
  requeue: ['CREATED'],
  delete: visibleFrom('delete'),
  setPriority: ['CREATED', 'RUNNING'],
  extendExpiry: ['CREATED', 'RUNNING'],
}
