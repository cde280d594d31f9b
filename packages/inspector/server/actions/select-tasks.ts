import type { BulkFilter, TaskState } from '@taskloom/sdk'
import type { Inspection, TaskRow } from '@taskloom/sdk/inspect'

import { actions, type ActionKind } from '../../shared/actions.ts'
import { viewStateOrder, viewStates, type ViewState } from '../../shared/view-states.ts'
import { taskFilterOf } from '../handlers/read-filter.ts'
import type { ActionRequest } from './assert-offered.ts'

/** How many tasks one action by filter is done to. */
export const mostTasks = 10_000

/** How many are read at once. */
const chunk = 200

/** How long after the time that it bears a write may be seen, in milliseconds. */
const lateness = 2_000

/** An action that is for tasks, but not for several DAGs, each of which is selected for itself. */
export interface RequestForOne extends ActionRequest {
  readonly target: Exclude<ActionRequest['target'], { readonly dags: unknown } | { readonly action: unknown }>
}

/** An action for several DAGs as one for each of them; any other as it is. */
export function splitByDag(request: ActionRequest): readonly RequestForOne[] {
  const { target } = request
  if ('action' in target) return []
  if (!('dags' in target)) return [{ ...request, target }]
  return Array.from(new Set(target.dags), (dag) => ({ ...request, target: { dag } }))
}

/** The tasks that an action is for. */
export interface Selected {
  readonly matched: number
  readonly filter: BulkFilter
  /** Those that it leaves alone, by what is seen of them already. */
  readonly skipped: readonly { readonly id: string; readonly reason: string }[]
  /** Whether there are more, which it is not done to. */
  readonly isCapped: boolean
}

/**
 * Finds the tasks that an action is for, and leaves out those whose state it is not for. Of a DAG and a definition
 * this is left to the SDK, unless states are expected. These, or those of the filter, are checked again with every
 * write: who asks to cancel what is ready does not mean what began to run meanwhile.
 */
export async function selectTasks(inspection: Inspection, request: RequestForOne): Promise<Selected> {
  const { kind, target, expectedStates } = request
  if (expectedStates === undefined && 'dag' in target)
    return selectWhole(inspection, kind, { dagId: target.dag })
  if (expectedStates === undefined && 'type' in target)
    return selectWhole(inspection, kind, { names: [target.type] })
  const { rows, isCapped, views } = await readRows(inspection, target)
  const expected = expectedStates ?? views
  const ids: string[] = []
  const skipped: { id: string; reason: string }[] = []
  for (const { id, view } of rows) {
    const reason = view === undefined ? 'not found' : reasonToSkip(view, request)
    if (reason === undefined) ids.push(id)
    else skipped.push({ id, reason })
  }
  return { matched: rows.length, filter: { ids, ...stateOf(expected) }, skipped, isCapped }
}

type Whole = Pick<Parameters<Inspection['taskIds']>[0], 'dagId' | 'names'>

/** The tasks of a DAG or a definition, as many as are taken; those that can be changed come first. */
async function selectWhole(inspection: Inspection, kind: ActionKind, whole: Whole): Promise<Selected> {
  const states = storedStatesOf(actions[kind].from)
  const fit = await inspection.taskIds({ ...whole, states }, { limit: mostTasks + 1 })
  const ids = fit.slice(0, mostTasks)
  if (ids.length < mostTasks) {
    const others = visibleStates.filter((state) => !states.includes(state))
    const limit = mostTasks - ids.length
    if (others.length > 0) ids.push(...(await inspection.taskIds({ ...whole, states: others }, { limit })))
  }
  return { matched: ids.length, filter: { ids }, skipped: [], isCapped: fit.length > mostTasks }
}

/** What is stored of a task that is shown in a state. */
const storedStates = {
  ready: 'CREATED',
  blocked: 'CREATED',
  scheduled: 'CREATED',
  retrying: 'CREATED',
  paused: 'CREATED',
  running: 'RUNNING',
  finished: 'FINISHED',
  failed: 'FAILED',
  'failed-upstream': 'FAILED',
  cancelled: 'CANCELLED',
  skipped: 'SKIPPED',
  expired: 'EXPIRED',
} as const satisfies Record<ViewState, TaskState>

const visibleStates: readonly TaskState[] = storedStatesOf(viewStateOrder)

function storedStatesOf(views: readonly ViewState[]): TaskState[] {
  return [...new Set(views.map((view) => storedStates[view]))]
}

function stateOf(views: readonly ViewState[] | undefined): Pick<BulkFilter, 'state'> {
  return views === undefined ? {} : { state: storedStatesOf(views) }
}

/** Why an action leaves a task in this state alone; undefined when it does not. */
function reasonToSkip(view: ViewState, { kind, expectedStates }: RequestForOne): string | undefined {
  if (!actions[kind].from.includes(view)) return `is ${viewStates[view].word.toLowerCase()}`
  if (expectedStates !== undefined && !expectedStates.includes(view)) return 'state changed meanwhile'
  return undefined
}

type Seen = Pick<TaskRow, 'id'> & Partial<Pick<TaskRow, 'view'>>

interface Rows {
  readonly rows: readonly Seen[]
  readonly isCapped: boolean
  /** The states that the filter is for, where it names some. */
  readonly views?: readonly ViewState[] | undefined
}

async function readRows(inspection: Inspection, target: RequestForOne['target']): Promise<Rows> {
  if ('tasks' in target) return rowsById(inspection, [...new Set(target.tasks)])
  if ('dag' in target) return rowsByFilter(inspection, { dagId: target.dag })
  if ('type' in target) return rowsByFilter(inspection, { names: [target.type] })
  return rowsByFilter(inspection, taskFilterOf(target.filter, inspection))
}

async function rowsById(inspection: Inspection, ids: readonly string[]): Promise<Rows> {
  const rows: Seen[] = []
  for (let from = 0; from < ids.length; from += chunk) {
    const wanted = ids.slice(from, from + chunk)
    const found = new Map((await inspection.taskRows(wanted)).map((row) => [row.id, row]))
    rows.push(...wanted.map((id) => found.get(id) ?? { id }))
  }
  return { rows, isCapped: false }
}

/**
 * Reads what a filter means, the latest change first. What changes meanwhile jumps over the place where it is read:
 * afterwards the beginning is read once more, as far as it is new. A task counts once.
 */
async function rowsByFilter(
  inspection: Inspection,
  selection: ReturnType<typeof taskFilterOf>,
): Promise<Rows> {
  const { lease, views = lease === undefined ? undefined : (['running'] as const) } = selection
  const start = inspection.now()
  const rows = new Map<string, Seen>()
  const goesOn = await readInto(rows, { inspection, selection, changedSince: -Infinity })
  if (!goesOn) await readInto(rows, { inspection, selection, changedSince: start - lateness })
  return { rows: [...rows.values()].slice(0, mostTasks), isCapped: goesOn || rows.size > mostTasks, views }
}

interface Reading {
  readonly inspection: Inspection
  readonly selection: ReturnType<typeof taskFilterOf>
  readonly changedSince: number
}

/** Reads a list from its beginning until what did not change since then. Returns whether there are more than are taken. */
async function readInto(
  rows: Map<string, Seen>,
  { inspection, selection, changedSince }: Reading,
): Promise<boolean> {
  let cursor: string | undefined
  for (let count = 0; count < mostTasks;) {
    const limit = Math.min(chunk, mostTasks - count)
    const from = cursor === undefined ? {} : { cursor }
    const page = await inspection.tasks({ selection, limit, isLatest: true, ...from })
    count += page.items.length
    for (const { id, view } of page.items) rows.set(id, { id, view })
    cursor = page.next
    const last = page.items.at(-1)
    if (cursor === undefined || last === undefined || last.updatedAt < changedSince) return false
  }
  return true
}
