import type { BulkFilter } from '@taskloom/sdk'
import type { Inspection, TaskRow } from '@taskloom/sdk/inspect'

import { actions } from '../../shared/actions.ts'
import { viewStates, type ViewState } from '../../shared/view-states.ts'
import { taskFilterOf } from '../handlers/read-filter.ts'
import type { ActionRequest } from './assert-offered.ts'

/** How many tasks one action by filter is done to. */
export const mostTasks = 10_000

/** How many are read at once. */
const chunk = 200

/** An action that is for anything but several DAGs, each of which is selected for itself. */
export interface RequestForOne extends ActionRequest {
  readonly target: Exclude<ActionRequest['target'], { readonly dags: unknown }>
}

/** An action for several DAGs as one for each of them; any other as it is. */
export function splitByDag(request: ActionRequest): readonly RequestForOne[] {
  const { target } = request
  if (!('dags' in target)) return [{ ...request, target }]
  return Array.from(new Set(target.dags), (dag) => ({ ...request, target: { dag } }))
}

/** The tasks that an action is for. */
export interface Selected {
  readonly matched: number
  readonly filter: BulkFilter
  /** Those that it leaves alone, by what is seen of them already. */
  readonly skipped: readonly { readonly id: string; readonly reason: string }[]
}

/**
 * Finds the tasks that an action is for, and leaves out those whose state it is not for. A DAG and a definition
 * are left to the SDK as they are, unless states are expected.
 */
export async function selectTasks(inspection: Inspection, request: RequestForOne): Promise<Selected> {
  const { target, expectedStates } = request
  if (expectedStates === undefined && 'dag' in target)
    return { matched: 0, filter: { dagId: target.dag }, skipped: [] }
  if (expectedStates === undefined && 'type' in target)
    return { matched: 0, filter: { definition: target.type }, skipped: [] }
  const ids: string[] = []
  const skipped: { id: string; reason: string }[] = []
  for await (const { id, view } of rowsOf(inspection, target)) {
    const reason = view === undefined ? 'not found' : reasonToSkip(view, request)
    if (reason === undefined) ids.push(id)
    else skipped.push({ id, reason })
  }
  return { matched: ids.length + skipped.length, filter: { ids }, skipped }
}

/** Why an action leaves a task in this state alone; undefined when it does not. */
function reasonToSkip(view: ViewState, { kind, expectedStates }: RequestForOne): string | undefined {
  if (!actions[kind].from.includes(view)) return `is ${viewStates[view].word.toLowerCase()}`
  if (expectedStates !== undefined && !expectedStates.includes(view)) return 'state changed meanwhile'
  return undefined
}

type Seen = Pick<TaskRow, 'id'> & Partial<Pick<TaskRow, 'view'>>

async function* rowsOf(inspection: Inspection, target: RequestForOne['target']): AsyncGenerator<Seen> {
  if ('tasks' in target) yield* rowsById(inspection, [...new Set(target.tasks)])
  else if ('dag' in target) yield* rowsByFilter(inspection, { dagId: target.dag })
  else if ('type' in target) yield* rowsByFilter(inspection, { names: [target.type] })
  else yield* rowsByFilter(inspection, taskFilterOf(target.filter, inspection))
}

async function* rowsById(inspection: Inspection, ids: readonly string[]): AsyncGenerator<Seen> {
  for (let from = 0; from < ids.length; from += chunk) {
    const wanted = ids.slice(from, from + chunk)
    const rows = new Map((await inspection.taskRows(wanted)).map((row) => [row.id, row]))
    for (const id of wanted) yield rows.get(id) ?? { id }
  }
}

async function* rowsByFilter(
  inspection: Inspection,
  selection: ReturnType<typeof taskFilterOf>,
): AsyncGenerator<Seen> {
  let cursor: string | undefined
  for (let count = 0; count < mostTasks;) {
    const limit = Math.min(chunk, mostTasks - count)
    const page = await inspection.tasks({ selection, limit, ...(cursor === undefined ? {} : { cursor }) })
    count += page.items.length
    yield* page.items
    if (page.next === undefined) return
    cursor = page.next
  }
}
