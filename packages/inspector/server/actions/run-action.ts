import type { ActionWork } from './action-work.ts'
import { cloneAndRun } from './clone-and-run.ts'
import { pauseOrResume } from './pause-or-resume.ts'
import { selectTasks } from './select-tasks.ts'
import { skipReasons } from './skip-reasons.ts'
import { toTaskAction } from './to-task-action.ts'

/** Does an action, noting what comes of it, until it is done or stopped. */
export async function runAction(work: ActionWork): Promise<void> {
  const { job, request, open } = work
  const action = toTaskAction(request)
  if (action === undefined) return request.kind === 'run' ? cloneAndRun(work) : pauseOrResume(work)
  const { filter, skipped } = await selectTasks(open.inspection, request)
  for (const { id, reason } of skipped) job.refuse(id, reason)
  const report = await open.loom.bulk(filter, action, {
    signal: job.signal,
    onProgress: ({ done, total }) => job.progress(skipped.length + done, skipped.length + total),
  })
  for (const { id, reason } of report.failures) job.refuse(id, skipReasons[reason])
  job.note('changed', report.changed)
  job.note(
    'changed with them',
    Object.values(report.cascade).reduce((sum, count) => sum + count, 0),
  )
  job.progress(skipped.length + report.changed + report.failures.length, skipped.length + report.matched)
}
