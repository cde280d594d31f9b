import type { TaskState } from '../document/states.ts'
import { actionStates, type TaskActionKind } from '../document/task-actions.ts'
import type { ResetKind } from '../document/task-document.ts'
import type { Flagged } from '../store/flags.ts'
import { cancelDownstream, cancelTasks } from '../store/operations/cancel-tasks.ts'
import { deleteTasks } from '../store/operations/delete-tasks.ts'
import { extendExpiry } from '../store/operations/extend-expiry.ts'
import { requeueTasks } from '../store/operations/requeue-tasks.ts'
import { setPriority } from '../store/operations/set-priority.ts'
import { readGraph, type GraphTask } from '../store/read/downstream.ts'
import type { ResetPlan, ResetRefusal } from '../store/read/plan-reset.ts'
import type { Engine } from './engine.ts'
import { runAgain } from './run-again.ts'
import type { CheckedAction } from './task-action.ts'

/** Why an action left a task alone. */
export type SkipReason = ResetRefusal['reason'] | 'not-scheduled'

/** Why an action left a task alone, with what is known of it. */
export interface Skip extends Omit<ResetRefusal, 'reason'> {
  readonly reason: SkipReason
}

/** What an action did to some tasks; the tasks as they were before. */
export interface Applied {
  readonly changed: readonly GraphTask[]
  readonly skipped: ReadonlyMap<string, Skip>
  /** Further tasks that were changed with them. */
  readonly cascade: readonly GraphTask[]
}

/** The tasks that are meant. */
export interface Target {
  readonly ids: readonly string[]
  /** Tasks in another state are left alone. */
  readonly states: readonly TaskState[] | undefined
}

/** Sorts out which tasks an action can change, as they are now. */
export async function sortOut(
  engine: Engine,
  kind: TaskActionKind,
  { ids, states }: Target,
): Promise<{ readonly fit: GraphTask[]; readonly skipped: Map<string, Skip> }> {
  const found = await readGraph(engine.store, { by: '_id', ids })
  const tasks = new Map(found.map((task) => [task._id, task]))
  const skipped = new Map<string, Skip>()
  const fit: GraphTask[] = []
  for (const id of new Set(ids)) {
    const task = tasks.get(id)
    const reason = reasonAgainst(task, kind, states)
    if (reason !== undefined) skipped.set(id, { reason, ...(task === undefined ? {} : { task }) })
    else if (task !== undefined) fit.push(task)
  }
  return { fit, skipped }
}

function reasonAgainst(
  task: GraphTask | undefined,
  kind: TaskActionKind,
  states: readonly string[] | undefined,
): SkipReason | undefined {
  if (task === undefined) return 'not-found'
  const allowed: readonly string[] = actionStates[kind]
  if (!allowed.includes(task.state) || states?.includes(task.state) === false) return 'state'
  return kind === 'requeue' && task.dueAt === undefined ? 'not-scheduled' : undefined
}

/**
 * Does something to tasks. Those that it is not for, or that are in another state by then, are left alone.
 * @returns what was changed, and what was not and why.
 */
export async function applyAction(engine: Engine, action: CheckedAction, target: Target): Promise<Applied> {
  engine.assertOpen()
  if (isReset(action)) {
    const { kind } = action
    return resetInParts(target, ({ ids, states }) => runAgain(engine, { kind, ids, expectedStates: states }))
  }
  const { fit, skipped } = await sortOut(engine, action.kind, target)
  const work = { engine, tasks: fit, ids: fit.map(({ _id }) => _id), target }
  const written = await write(action, work)
  const changed = new Set(written.ids)
  for (const [id, skip] of await whyLeft(
    engine,
    action.kind,
    fit.filter(({ _id }) => !changed.has(_id)),
  ))
    skipped.set(id, skip)
  await engine.resolver.rest()
  return { changed: fit.filter(({ _id }) => changed.has(_id)), skipped, cascade: written.cascade ?? [] }
}

interface Written {
  readonly ids: Iterable<string>
  readonly cascade?: readonly GraphTask[]
}

interface Work {
  readonly engine: Engine
  readonly tasks: readonly GraphTask[]
  readonly ids: readonly string[]
  readonly target: Target
}

type PlainAction = Exclude<CheckedAction, { readonly kind: ResetKind }>
type PlainActionOf<Kind extends PlainAction['kind']> = Extract<PlainAction, { readonly kind: Kind }>

const writers: {
  readonly [Kind in PlainAction['kind']]: (action: PlainActionOf<Kind>, work: Work) => Promise<Written>
} = {
  async cancel({ downstream }, { engine, ids, target }) {
    // Also below those that have settled.
    const roots = target.states === undefined ? target.ids : ids
    // First of all: after a crash in between, the rule must not have ended what this call cancels.
    const below = downstream ? await cancelDownstream(engine.store, roots) : { flagged: [], tasks: [] }
    const flagged = await cancelTasks(engine.store, ids, { states: target.states })
    engine.flag([...flagged, ...below.flagged])
    return { ids: flagged.map(({ id }) => id), cascade: below.tasks }
  },
  async delete(_, { engine, ids, target }) {
    return flagAll(engine, await deleteTasks(engine.store, ids, target.states))
  },
  async requeue(_, { engine, ids, target }) {
    return flagAll(engine, await requeueTasks(engine.store, ids, target.states))
  },
  async setPriority({ priority }, { engine, ids, target }) {
    return { ids: await setPriority(engine.store, ids, { priority, states: target.states }) }
  },
  async extendExpiry({ milliseconds }, { engine, tasks, target }) {
    return { ids: (await extendExpiry(engine.store, tasks, { milliseconds, states: target.states })).keys() }
  },
}

function write<Kind extends PlainAction['kind']>(action: PlainActionOf<Kind>, work: Work): Promise<Written> {
  const writer: (action: PlainActionOf<Kind>, work: Work) => Promise<Written> = writers[action.kind]
  return writer(action, work)
}

/** Why tasks that fitted were not changed after all: somebody was faster. */
async function whyLeft(
  engine: Engine,
  kind: TaskActionKind,
  tasks: readonly GraphTask[],
): Promise<Map<string, Skip>> {
  if (tasks.length === 0) return new Map()
  const late = await sortOut(engine, kind, { ids: tasks.map(({ _id }) => _id), states: undefined })
  return new Map<string, Skip>([
    ...late.fit.map((task) => [task._id, { reason: 'state', task }] as const),
    ...late.skipped,
  ])
}

function flagAll(engine: Engine, flagged: readonly Flagged[]): Written {
  engine.flag(flagged)
  return { ids: flagged.map(({ id }) => id) }
}

export function isReset(
  action: CheckedAction,
): action is Extract<CheckedAction, { readonly kind: ResetKind }> {
  return action.kind === 'retry' || action.kind === 'rerun'
}

/** Resets tasks, or foresees it. Where something stands against a part of many, the others go on without it. */
export async function resetInParts(
  target: Target,
  reset: (part: Target) => Promise<Pick<ResetPlan, 'again' | 'refused' | 'obstacle'>>,
): Promise<Applied> {
  const { again, refused, obstacle } = await reset(target)
  const { ids } = target
  if (obstacle !== undefined && ids.length > 1) {
    const middle = Math.ceil(ids.length / 2)
    const first = await resetInParts({ ...target, ids: ids.slice(0, middle) }, reset)
    const second = await resetInParts({ ...target, ids: ids.slice(middle) }, reset)
    return {
      changed: [...first.changed, ...second.changed],
      skipped: new Map([...first.skipped, ...second.skipped]),
      cascade: [...first.cascade, ...second.cascade],
    }
  }
  const given = new Set(ids)
  return {
    changed: again.filter(({ _id }) => given.has(_id)),
    skipped: obstacle === undefined ? refused : new Map(ids.map((id) => [id, obstacle])),
    cascade: again.filter(({ _id }) => !given.has(_id)),
  }
}
