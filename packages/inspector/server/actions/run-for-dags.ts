import type { BulkReport, TaskAction } from '@taskloom/sdk'

import { toProblem } from '../http/error-response.ts'
import type { ActionWork } from './action-work.ts'
import { noteChanges } from './note-changes.ts'
import { selectTasks, splitByDag, type RequestForOne } from './select-tasks.ts'
import { skipReasons } from './skip-reasons.ts'

/**
 * Does an action to several DAGs, one after the other; how far it is is told in DAGs. A DAG of which nothing could
 * be changed, or that broke, is named, and the next one is done.
 */
export async function runForDags(work: ActionWork, action: TaskAction): Promise<void> {
  const { job, request } = work
  const parts = splitByDag(request)
  for (const [place, part] of parts.entries()) {
    if (job.signal.aborted) return job.cutShort()
    const dag = 'dag' in part.target ? part.target.dag : ''
    try {
      const lack = await runForDag(work, part, action)
      if (lack !== undefined && !job.signal.aborted) job.refuse(dag, lack)
    } catch (error) {
      job.refuse(dag, toProblem(error).message)
    }
    job.progress(place + 1, parts.length)
  }
}

/** Returns why nothing was changed; undefined when something was. */
async function runForDag(
  { open, job }: ActionWork,
  part: RequestForOne,
  action: TaskAction,
): Promise<string | undefined> {
  const { filter, skipped } = await selectTasks(open.inspection, part)
  const report = await open.loom.bulk(filter, action, { signal: job.signal })
  if (!report.isComplete) job.cutShort()
  for (const { reason } of skipped) job.note(`tasks: ${reason}`)
  for (const [reason, count] of Object.entries(report.skipped) as [keyof typeof skipReasons, number][])
    job.note(`tasks: ${skipReasons[reason]}`, count)
  noteChanges(job, report)
  return lackOf(report, skipped.length)
}

function lackOf({ matched, changed }: BulkReport, skipped: number): string | undefined {
  if (matched + skipped === 0) return 'DAG not found'
  return changed === 0 ? 'DAG without a task that it could change' : undefined
}
