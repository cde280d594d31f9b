import type { TaskRow } from '@taskloom/sdk/inspect'

import { Problem } from '../http/problem.ts'
import type { ActionWork } from './action-work.ts'
import { cloneAndRun } from './clone-and-run.ts'
import { pauseOrResume } from './pause-or-resume.ts'
import { reasonToSkip } from './preview.ts'
import { selectTasks } from './select-tasks.ts'
import { taskOperations } from './task-operations.ts'

/** How many tasks are changed at a time. */
const atOnce = 8

/** Does an action, noting what comes of every task, until it is done or stopped. */
export async function runAction(work: ActionWork): Promise<void> {
  const { job, request, open } = work
  if (request.kind === 'pause' || request.kind === 'resume') return pauseOrResume(work)
  if (request.kind === 'run') return cloneAndRun(work)
  if (request.kind === 'cancel' && 'dag' in request.target) return cancelDag(work, request.target.dag)
  // Read first, changed then: a list that is changed while it is walked would be walked wrongly.
  const chunks: (readonly TaskRow[])[] = []
  for await (const { rows, missing } of selectTasks(open.inspection, request.target)) {
    chunks.push(rows)
    job.expect(rows.length + missing.length)
    for (const id of missing) job.refuse(id, 'not found')
  }
  for (const rows of chunks) await changeAll(work, rows)
}

async function cancelDag({ open, job }: ActionWork, dagId: string): Promise<void> {
  const cancelled = await open.loom.dag(dagId).cancel()
  job.expect(cancelled)
  job.note('changed', cancelled)
}

async function changeAll(work: ActionWork, rows: readonly TaskRow[]): Promise<void> {
  const waiting = [...rows]
  const changeNext = async (): Promise<void> => {
    for (let row = waiting.shift(); row !== undefined && !work.job.isStopped; row = waiting.shift()) {
      await change(work, row)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, changeNext))
}

async function change({ open, job, request }: ActionWork, row: TaskRow): Promise<void> {
  const operation = taskOperations[request.kind]
  if (operation === undefined) throw new Problem('INVALID_REQUEST', `${request.kind} is not offered here.`)
  const reason = reasonToSkip(row.view, request)
  if (reason !== undefined) return job.refuse(row.id, reason)
  try {
    const isChanged = await operation(open.loom, row, request.options)
    if (isChanged) job.note('changed')
    else job.refuse(row.id, 'state changed meanwhile')
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal === undefined) throw error
    job.refuse(row.id, refusal)
  }
}

const refusals: Readonly<Record<string, string>> = {
  TASK_NOT_FOUND: 'not found',
  TRANSITION_REFUSED: 'state changed meanwhile',
  DEPENDENCY_NOT_FOUND: 'something that it needs is gone',
}

/** Why the SDK refused; undefined when it did not refuse but failed. */
function refusalOf(error: unknown): string | undefined {
  const { code } = error as { readonly code?: unknown }
  return typeof code === 'string' && Object.hasOwn(refusals, code) ? refusals[code] : undefined
}
