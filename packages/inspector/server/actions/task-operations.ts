import type { Loom, TaskState } from '@taskloom/sdk'
import type { TaskRow, ViewState } from '@taskloom/sdk/inspect'

import type { ActionKind } from '../../shared/actions.ts'
import type { ActionRequest } from './assert-offered.ts'

/** Does something to a task. Returns whether it did: false when the task is no more what it was. */
type Operation = (loom: Loom, task: TaskRow, options: ActionRequest['options']) => Promise<boolean>

/** What the SDK is asked to do, for each kind of action that is done to single tasks. */
export const taskOperations: Partial<Readonly<Record<ActionKind, Operation>>> = {
  retry: async (loom, { id, view }) => (await loom.retry(id, { expectedState: storedState(view) })) > 0,
  rerun: async (loom, { id, view }) => (await loom.rerunFrom(id, { expectedState: storedState(view) })) > 0,
  cancel: (loom, { id }, { downstream = false }) => loom.cancel(id, { downstream }),
  delete: (loom, { id }) => loom.delete(id),
}

const settledStates: Partial<Readonly<Record<ViewState, TaskState>>> = {
  running: 'RUNNING',
  finished: 'FINISHED',
  failed: 'FAILED',
  'failed-upstream': 'FAILED',
  cancelled: 'CANCELLED',
  skipped: 'SKIPPED',
  expired: 'EXPIRED',
}

/** The state that is stored of what is shown. */
function storedState(view: ViewState): TaskState {
  return settledStates[view] ?? 'CREATED'
}
