import type { ResetKind } from '../document/task-document.ts'
import { TaskloomError } from '../errors.ts'
import type { ResetRefusal } from '../store/read/plan-reset.ts'

const calls = { retry: 'retry()', rerun: 'rerunFrom()' } as const satisfies Record<ResetKind, string>

/** The error for a task that is not made to run again. */
export function refusalError(kind: ResetKind, id: string, refusal: ResetRefusal): TaskloomError {
  const { reason, task, missing = [] } = refusal
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
  const message =
    reason === 'state'
      ? `${calls[kind]}: ${which} is ${state}. Nothing was changed.`
      : `${which} is ${state} because of what it depends on, and would end so again. Retry that${rootCause === undefined ? '' : ` (${rootCause})`}: this one follows. Nothing was changed.`
  return new TaskloomError('TRANSITION_REFUSED', message, {
    details: { id: task._id, state, ...(rootCause === undefined ? {} : { rootCause }) },
  })
}
