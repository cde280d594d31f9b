import { CommandError } from '@taskloom/command-line'
import type { Dag, Loom } from '@taskloom/sdk'

import { showProgress } from './progress.ts'
import { MeasurePackage, type PackageReport, Report } from './tasks.ts'

export interface FinishedDag {
  readonly report: PackageReport
  /** From the push to the end of the last task, by the server's clock. */
  readonly milliseconds: number
}

/**
 * Shows how far the DAG is until it has finished, and reads the report.
 * @throws CommandError When a task has failed.
 */
export async function finishDag(loom: Loom, dag: Dag, signal: AbortSignal): Promise<FinishedDag> {
  const ended = new AbortController()
  const shown = showProgress(dag, AbortSignal.any([signal, ended.signal]))
  try {
    await dag.finished({ signal })
  } finally {
    ended.abort()
    await shown
  }
  const task = await loom.findOne(Report, { dagId: dag.id, state: 'FINISHED' })
  if (task?.result === undefined || task.settledAt === undefined) throw await whyNot(loom, dag)
  return { report: task.result, milliseconds: task.settledAt.getTime() - task.createdAt.getTime() }
}

async function whyNot(loom: Loom, dag: Dag): Promise<CommandError> {
  const filter = { dagId: dag.id, state: 'FAILED' } as const
  const [failed] = [...(await loom.find(MeasurePackage, filter)), ...(await loom.find(Report, filter))]
  return new CommandError(`A task has failed: ${failed?.error?.message ?? 'why is not known'}`)
}
