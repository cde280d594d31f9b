import type { Priority } from '../document/priority.ts'
import type { TaskState } from '../document/states.ts'
import { actionStates } from '../document/task-actions.ts'
import { TaskloomError } from '../errors.ts'
import type { BulkFilter } from '../run/bulk.ts'
import { internals } from '../run/connect.ts'
import type { Loom } from '../run/loom.ts'
import { readBulkFilter } from '../run/read-bulk-filter.ts'
import type { TaskAction } from '../run/task-action.ts'
import { selectTasks } from '../store/read/select-tasks.ts'
import { findTouched, readTraced, type TracedTask } from '../store/read/task-trace.ts'
import { findHindrances, type CancelTrace, type UndoHindrance } from '../store/read/undo-cancel.ts'
import type { Store } from '../store/store.ts'

/** An action that can be taken back, where it was done to tasks that had not started. */
export type UndoableAction = Extract<TaskAction, { readonly kind: 'cancel' | 'setPriority' }>

/** What is known of tasks before an action, to take it back by. */
export interface ActionTrace extends CancelTrace {
  readonly action: UndoableAction
}

/** How an action is taken back. */
export interface UndoPlan {
  /** What is to be done, each for tasks that must still be in a state. */
  readonly steps: readonly { readonly filter: BulkFilter; readonly action: TaskAction }[]
  /** The tasks that are left as they are, and why. */
  readonly skipped: readonly { readonly id: string; readonly reason: UndoHindrance }[]
  /** Whether everything will be as it was. */
  readonly isExact: boolean
}

/** So many tasks are remembered for one action at the most, with those that depend on them. */
const mostTraced = 5_000

/**
 * Remembers the tasks that an action is about to change, and what may change with them.
 * @returns undefined when there are too many, or none.
 * @throws TaskloomError `INVALID_OPTION` when this is no loom, or the filter is none of `bulk`.
 */
export async function traceAction(
  loom: Loom,
  filter: BulkFilter,
  action: UndoableAction,
): Promise<ActionTrace | undefined> {
  const store = storeOf(loom)
  const { ids: given, query } = readBulkFilter(filter)
  const ids = given ?? (await selectTasks(store, query))
  const found = await readTraced(store, ids)
  const meant = findMeant(found, actionStates[action.kind], query.states)
  if (meant.size === 0 || meant.size > mostTraced) return undefined
  if (action.kind === 'setPriority') return { action, tasks: found, meant }
  // With everything downstream, what depends on tasks that have settled is cancelled too.
  const tasks = await readTraced(
    store,
    await findTouched(store, action.downstream === true ? ids : [...meant]),
  )
  return tasks.size > mostTraced ? undefined : { action, tasks, meant }
}

/** The tasks that an action is for, in the states that are expected, where some are. */
function findMeant(
  tasks: ReadonlyMap<string, TracedTask>,
  states: readonly TaskState[],
  expected: readonly TaskState[] = states,
): Set<string> {
  const meant = [...tasks.values()].filter(({ state }) => states.includes(state) && expected.includes(state))
  return new Set(meant.map(({ id }) => id))
}

/** Says how an action is taken back as things stand now. Nothing is changed. */
export async function planUndo(loom: Loom, trace: ActionTrace): Promise<UndoPlan> {
  const store = storeOf(loom)
  return trace.action.kind === 'cancel'
    ? planRetry(store, trace)
    : planPriorities(store, trace, trace.action.priority)
}

async function planRetry(store: Store, trace: ActionTrace): Promise<UndoPlan> {
  const hindrances = await findHindrances(store, trace)
  const ids = [...trace.meant].filter((id) => !hindrances.has(id))
  return {
    steps: ids.length === 0 ? [] : [{ filter: { ids, state: 'CANCELLED' }, action: { kind: 'retry' } }],
    skipped: [...hindrances].flatMap(([id, reason]) => (trace.meant.has(id) ? { id, reason } : [])),
    isExact: hindrances.size === 0,
  }
}

/** Each task gets the priority back that it had, where it has not started and nobody has changed it since. */
async function planPriorities(store: Store, trace: ActionTrace, priority: Priority): Promise<UndoPlan> {
  const now = await readTraced(store, trace.meant)
  const skipped: { id: string; reason: UndoHindrance }[] = []
  const groups = new Map<string, { before: TracedTask; ids: string[] }>()
  for (const id of trace.meant) {
    const before = trace.tasks.get(id)
    if (before === undefined || before.priority === priority) continue
    const reason = priorityHindrance(before, now.get(id), priority)
    if (reason !== undefined) {
      skipped.push({ id, reason })
      continue
    }
    const key = `${before.state} ${before.priority}`
    const group = groups.get(key) ?? { before, ids: [] }
    group.ids.push(id)
    groups.set(key, group)
  }
  const steps = [...groups.values()].map(({ before, ids }) => ({
    filter: { ids, state: before.state },
    action: { kind: 'setPriority', priority: before.priority } as const,
  }))
  return { steps, skipped, isExact: skipped.length === 0 }
}

function priorityHindrance(
  before: TracedTask,
  now: TracedTask | undefined,
  priority: Priority,
): UndoHindrance | undefined {
  if (now === undefined) return 'not-found'
  if (now.state !== before.state) return 'state'
  return now.priority === priority ? undefined : 'priority'
}

function storeOf(loom: Loom): Store {
  const parts = internals.get(loom)
  if (parts !== undefined) return parts.engine.store
  throw new TaskloomError('INVALID_OPTION', 'An action is undone with a loom that connect() returned.')
}
