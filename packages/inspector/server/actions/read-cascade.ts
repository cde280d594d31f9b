import type { Inspection, TaskRow, ViewCounts } from '@taskloom/sdk/inspect'

import type { ViewState } from '../../shared/view-states.ts'
import type { ActionRequest } from './assert-offered.ts'
import { countViews } from './count-views.ts'

/** From how many tasks their dependents are looked up. */
const mostSeeds = 20

/** How far down the dependents are looked up. */
const depth = 5

const waiting: readonly ViewState[] = ['blocked', 'scheduled', 'paused']

/** Dependents in which states change with a task, for each kind that reaches further than the task itself. */
function reached({ kind, options }: ActionRequest): readonly ViewState[] | undefined {
  if (kind === 'cancel')
    return options.downstream === true ? [...waiting, 'ready', 'retrying', 'running'] : waiting
  if (kind === 'delete') return waiting
  if (kind === 'retry') return ['failed-upstream', 'cancelled', 'skipped']
  if (kind === 'rerun')
    return [
      ...waiting,
      'ready',
      'retrying',
      'running',
      'finished',
      'failed',
      'failed-upstream',
      'cancelled',
      'skipped',
    ]
  return undefined
}

/** Counts the dependents that change with the tasks; `isComplete` is false where it was not looked at all of them. */
export async function readCascade(
  inspection: Inspection,
  request: ActionRequest,
  tasks: readonly TaskRow[],
): Promise<{ counts: ViewCounts; isComplete: boolean }> {
  const views = reached(request)
  if (views === undefined || tasks.length === 0) return { counts: {}, isComplete: true }
  const own = new Set(tasks.map(({ id }) => id))
  const others = new Map<string, TaskRow>()
  const around = await Promise.all(
    tasks.slice(0, mostSeeds).map(({ id }) => inspection.neighbours(id, { up: 0, down: depth })),
  )
  for (const each of around)
    for (const task of each?.tasks ?? [])
      if (!own.has(task.id) && views.includes(task.view)) others.set(task.id, task)
  const isWide = around.some((each) => (each?.tasks.length ?? 0) >= 500)
  return {
    counts: countViews([...others.values()].map(({ view }) => view)),
    isComplete: tasks.length <= mostSeeds && !isWide,
  }
}
