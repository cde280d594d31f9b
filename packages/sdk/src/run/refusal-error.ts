import type { TaskActionKind } from '../document/task-actions.ts'
import { TaskloomError } from '../errors.ts'
import type { Skip } from './apply-action.ts'

const calls: Readonly<Record<TaskActionKind, string>> = {
  retry: 'retry()',
  rerun: 'rerunFrom()',
  cancel: 'cancel()',
  requeue: 'requeue()',
  delete: 'delete()',
  setPriority: 'setPriority()',
  extendExpiry: 'extendExpiry()',
}

/** The error for a task that an action left alone. */
export function refusalError(kind: TaskActionKind, id: string, skip: Skip): TaskloomError {
  const { reason, task, missing = [] } = skip
  if (reason === 'not-found' || task === undefined) {
    return new TaskloomError('TASK_NOT_FOUND', `There is no task ${id}: it was deleted or purged.`, {
      details: { id },
    })
  }
  const which = `Task \`${task.name}\` (${task._id})`
  if (reason === 'dependency-missing') {
    return new TaskloomError(
      'DEPENDENCY_NOT_FOUND',
      `${which} cannot run again: what it depends on was deleted or purged (${missing.slice(0, 10).join(', ')}). Nothing was changed.`,
      { details: { id: task._id, missing } },
    )
  }
  const { state, rootCause } = task
  const instead = rootCause === undefined ? '' : ` (${rootCause})`
  const messages = {
    state: `${calls[kind]}: ${which} is ${state}.`,
    'not-scheduled': `${calls[kind]}: ${which} does not wait for its time.`,
    upstream: `${which} is ${state} because of what it depends on, and would end so again. Retry that${instead}: this one follows.`,
  } as const
  return new TaskloomError('TRANSITION_REFUSED', `${messages[reason]} Nothing was changed.`, {
    details: { id: task._id, state, ...(rootCause === undefined ? {} : { rootCause }) },
  })
}
