import type { TaskAction } from '@taskloom/sdk'
import { traceAction } from '@taskloom/sdk/inspect'

import type { ActionWork } from './action-work.ts'
import { cloneAndRun } from './clone-and-run.ts'
import { noteChanges } from './note-changes.ts'
import { pauseOrResume } from './pause-or-resume.ts'
import { runForDags } from './run-for-dags.ts'
import { selectTasks, type RequestForOne } from './select-tasks.ts'
import { skipReasons } from './skip-reasons.ts'
import { toTaskAction } from './to-task-action.ts'
import { isUndoable, offerUndo, runUndo } from './undo.ts'

/** Does an action, noting what comes of it, until it is done or stopped. */
export async function runAction(work: ActionWork): Promise<void> {
  const { request } = work
  const { target } = request
  const action = toTaskAction(request)
  if ('action' in target) return runUndo(work)
  if (action === undefined) return request.kind === 'run' ? cloneAndRun(work) : pauseOrResume(work)
  return 'dags' in target ? runForDags(work, action) : runForOne(work, { ...request, target }, action)
}

async function runForOne(
  { job, open }: Pick<ActionWork, 'job' | 'open'>,
  request: RequestForOne,
  action: TaskAction,
): Promise<void> {
  const { filter, skipped } = await selectTasks(open.inspection, request)
  for (const { id, reason } of skipped) job.refuse(id, reason)
  const trace = isUndoable(action) ? await traceAction(open.loom, filter, action) : undefined
  const report = await open.loom.bulk(filter, action, {
    signal: job.signal,
    onProgress: ({ done, total }) => job.progress(skipped.length + done, skipped.length + total),
  })
  if (!report.isComplete) job.cutShort()
  for (const { id, reason } of report.failures) job.refuse(id, skipReasons[reason])
  noteChanges(job, report)
  if (trace !== undefined) await offerUndo({ job, open }, trace, report)
  job.progress(skipped.length + report.changed + report.failures.length, skipped.length + report.matched)
}
