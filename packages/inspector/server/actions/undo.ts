import type { BulkReport, TaskAction } from '@taskloom/sdk'
import { planUndo, type ActionTrace, type UndoableAction, type UndoHindrance } from '@taskloom/sdk/inspect'

import { actions } from '../../shared/actions.ts'
import type { ResponseOf } from '../../shared/contract.ts'
import type { OpenDatabase } from '../database/database.ts'
import type { ActionJob } from './action-job.ts'
import type { ActionWork } from './action-work.ts'
import { noteChanges } from './note-changes.ts'
import { skipReasons } from './skip-reasons.ts'

/** Why a task is left as the action made it, for people. */
const hindrances: Readonly<Record<UndoHindrance, string>> = {
  'not-found': 'not found',
  state: 'state changed meanwhile',
  priority: 'priority changed meanwhile',
  touched: 'had started',
  related: 'what hangs together with it changed meanwhile',
}

export function isUndoable(action: TaskAction): action is UndoableAction {
  return action.kind === 'cancel' || action.kind === 'setPriority'
}

/** Offers to undo an action that was done to exactly the tasks that were remembered, where that would be exact. */
export async function offerUndo(
  { job, open }: Pick<ActionWork, 'job' | 'open'>,
  trace: ActionTrace,
  report: BulkReport,
): Promise<void> {
  const left = Object.values(report.skipped).reduce((sum, count) => sum + count, 0)
  const isWhole =
    report.isComplete &&
    report.changed === trace.meant.size &&
    report.failures.length === left &&
    report.failures.every(({ id }) => !trace.meant.has(id))
  if (!isWhole) return
  const { isExact, steps } = await planUndo(open.loom, trace)
  if (isExact && steps.length > 0) job.undo.make(trace)
}

/** Takes back what another action did, task by task; what has changed since is left as it is. */
export async function runUndo({ open: { loom }, job, origin }: ActionWork): Promise<void> {
  if (origin === undefined) return
  const { steps, skipped } = await planUndo(loom, origin.undo.take())
  for (const { id, reason } of skipped) job.refuse(id, hindrances[reason])
  const total = steps.reduce((sum, { filter }) => sum + sizeOf(filter), skipped.length)
  let before = skipped.length
  job.progress(before, total)
  for (const { filter, action } of steps) {
    const report = await loom.bulk(filter, action, {
      signal: job.signal,
      onProgress: ({ done }) => job.progress(before + done, total),
    })
    if (!report.isComplete) job.cutShort()
    for (const { id, reason } of report.failures) job.refuse(id, skipReasons[reason])
    noteChanges(job, report)
    before += sizeOf(filter)
  }
}

/** Counts what undoing an action would change now. */
export async function previewUndo(
  { loom }: OpenDatabase,
  origin: ActionJob,
): Promise<ResponseOf<'previewAction'>> {
  const { steps, skipped } = await planUndo(loom, origin.undo.trace)
  const reports = await Promise.all(
    steps.map(({ filter, action }) => loom.bulk(filter, action, { dryRun: true })),
  )
  const reasons = [
    ...skipped.map(({ reason }) => [hindrances[reason], 1] as const),
    ...reports.flatMap((report) =>
      (Object.entries(report.skipped) as [keyof typeof skipReasons, number][]).map(
        ([reason, count]) => [skipReasons[reason], count] as const,
      ),
    ),
  ]
  const changed = reports.reduce((sum, report) => sum + report.changed, 0)
  return {
    matched: skipped.length + reports.reduce((sum, { matched }) => sum + matched, 0),
    isCapped: false,
    changes: add(reports.flatMap(({ changes }) => Object.entries(changes))),
    cascade: add(reports.flatMap(({ cascade }) => Object.entries(cascade))),
    skipped: Object.entries(add(reasons)).map(([reason, count]) => ({ reason, count })),
    sentence: `Undo of ${actions[origin.kind].title}: ${changed === 1 ? '1 task' : `${changed} tasks`}.`,
  }
}

function add(counts: readonly (readonly [string, number])[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const [name, count] of counts) sums[name] = (sums[name] ?? 0) + count
  return sums
}

function sizeOf({ ids = [] }: { readonly ids?: readonly unknown[] }): number {
  return ids.length
}
