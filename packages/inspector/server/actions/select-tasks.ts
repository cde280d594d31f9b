import type { Inspection, TaskRow, TaskSelection } from '@taskloom/sdk/inspect'

import { taskFilterOf } from '../handlers/read-filter.ts'
import type { ActionRequest } from './assert-offered.ts'

/** How many tasks one action is done to. */
export const mostTasks = 10_000

/** How many are read at once. */
const chunk = 200

/** The tasks that an action is for, in chunks, and the ids that do not exist. Ends at the limit. */
export async function* selectTasks(
  inspection: Inspection,
  target: ActionRequest['target'],
): AsyncGenerator<Selected> {
  if ('tasks' in target) yield* byId(inspection, [...new Set(target.tasks)])
  else yield* bySelection(inspection, selectionOf(inspection, target))
}

export interface Selected {
  readonly rows: readonly TaskRow[]
  readonly missing: readonly string[]
}

type FilterTarget = Exclude<ActionRequest['target'], { readonly tasks: unknown }>

function selectionOf(inspection: Inspection, target: FilterTarget): TaskSelection {
  if ('filter' in target) return taskFilterOf(target.filter, inspection)
  return 'dag' in target ? { dagId: target.dag } : { names: [target.type] }
}

async function* byId(inspection: Inspection, ids: readonly string[]): AsyncGenerator<Selected> {
  for (let from = 0; from < ids.length; from += chunk) {
    const wanted = ids.slice(from, from + chunk)
    const rows = await inspection.taskRows(wanted)
    const found = new Set(rows.map(({ id }) => id))
    yield { rows, missing: wanted.filter((id) => !found.has(id)) }
  }
}

async function* bySelection(inspection: Inspection, selection: TaskSelection): AsyncGenerator<Selected> {
  let cursor: string | undefined
  for (let count = 0; count < mostTasks;) {
    const limit = Math.min(chunk, mostTasks - count)
    const page = await inspection.tasks({ selection, limit, ...(cursor === undefined ? {} : { cursor }) })
    count += page.items.length
    yield { rows: page.items, missing: [] }
    if (page.next === undefined) return
    cursor = page.next
  }
}
