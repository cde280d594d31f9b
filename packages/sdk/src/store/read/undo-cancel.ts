import { settledStates } from '../../document/states.ts'
import type { Store } from '../store.ts'
import { planReset } from './plan-reset.ts'
import { readTraced, type TracedTask } from './task-trace.ts'

/** Why what was done to a task cannot be taken back exactly. */
export type UndoHindrance =
  /** It is gone. */
  | 'not-found'
  /** It is in another state by now, or was made to run again. */
  | 'state'
  /** Its priority was changed once more. */
  | 'priority'
  /** It had started: a retry makes something else of it. */
  | 'touched'
  /** Something that depends on it, or that it depends on, would not be as it was. */
  | 'related'

/** What was known before tasks were cancelled. */
export interface CancelTrace {
  /** The tasks, everything that depends on them, and the finishers of their DAGs. */
  readonly tasks: ReadonlyMap<string, TracedTask>
  /** Those that were to be cancelled themselves. */
  readonly meant: ReadonlySet<string>
}

/**
 * Finds out what stands against taking a cancel back by a retry, so that everything is as it was: by task. Something
 * that stands against none of the cancelled tasks is there under its own id. Before, after: nothing is changed.
 */
export async function findHindrances(
  store: Store,
  trace: CancelTrace,
): Promise<ReadonlyMap<string, UndoHindrance>> {
  const now = await readTraced(store, trace.tasks.keys())
  const hindrances = new Map<string, UndoHindrance>()
  const note = (task: TracedTask): void => noteAbove(task, trace, hindrances)
  for (const task of trace.tasks.values()) {
    if (!trace.meant.has(task.id)) continue
    const hindrance = hindranceOf(task, now.get(task.id))
    if (hindrance !== undefined) hindrances.set(task.id, hindrance)
  }
  for (const task of trace.tasks.values())
    if (!trace.meant.has(task.id) && hasMoved(task, now.get(task.id))) note(task)
  for (let before = -1; before < hindrances.size;) {
    before = hindrances.size
    for (const task of await findStrays(store, { trace, now, hindrances })) note(task)
  }
  return hindrances
}

function hindranceOf(before: TracedTask, now: TracedTask | undefined): UndoHindrance | undefined {
  if (now === undefined) return 'not-found'
  if (!before.isUntouched) return 'touched'
  return now.state === 'CANCELLED' && now.revision === before.revision ? undefined : 'state'
}

/** Whether something happened, to a task that was not cancelled itself, that a retry does not take back. */
function hasMoved(before: TracedTask, now: TracedTask | undefined): boolean {
  if (before.state === 'RUNNING') return now === undefined || now.state === 'CANCELLED'
  if (before.state !== 'CREATED') return false
  if (now === undefined || now.state === 'RUNNING' || now.attempt !== before.attempt) return true
  return hasSettled(now) ? !before.isUntouched : before.isHeldFinisher && !now.isHeldFinisher
}

function hasSettled({ state }: TracedTask): boolean {
  return (settledStates as readonly string[]).includes(state)
}

interface Standing {
  readonly trace: CancelTrace
  readonly now: ReadonlyMap<string, TracedTask>
  readonly hindrances: ReadonlyMap<string, UndoHindrance>
}

/** What would not come back with the tasks that nothing stands against, and what would come although it had ended. */
async function findStrays(store: Store, { trace, now, hindrances }: Standing): Promise<TracedTask[]> {
  const ids = [...trace.meant].filter((id) => !hindrances.has(id))
  if (ids.length === 0) return []
  const { again, obstacle } = await planReset(store, {
    kind: 'retry',
    ids,
    expectedStates: ['CANCELLED'],
  })
  const lacking = trace.tasks.get(obstacle?.task?._id ?? '')
  if (lacking !== undefined && !hindrances.has(lacking.id)) return [lacking]
  const back = new Set(obstacle === undefined ? again.map(({ _id }) => _id) : [])
  return [...trace.tasks.values()].filter((task) => {
    const current = now.get(task.id)
    const isEnded = task.state === 'CREATED' && current !== undefined && hasSettled(current)
    return !hindrances.has(task.id) && isEnded !== back.has(task.id)
  })
}

/** A task that is not as it was stands against every cancelled one above it; a finisher against all of its DAG. */
function noteAbove(from: TracedTask, { tasks, meant }: CancelTrace, noted: Map<string, UndoHindrance>): void {
  const inDag = from.isFinisher ? [...tasks.values()].filter(({ dagId }) => dagId === from.dagId) : []
  const seen = new Set([from.id, ...inDag.map(({ id }) => id)])
  for (const id of seen) {
    for (const above of tasks.get(id)?.dependencies ?? []) if (tasks.has(above)) seen.add(above)
    if ((meant.has(id) || id === from.id) && !noted.has(id)) noted.set(id, 'related')
  }
}
