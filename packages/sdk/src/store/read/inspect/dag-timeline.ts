import type { TaskDocument } from '../../../document/task-document.ts'
import { whereVisible } from '../../../document/transitions.ts'
import { viewStates } from '../../../document/view-state.ts'
import type { DagTimeline } from './dag-shapes.ts'
import type { Reader } from './reader.ts'
import { lifeOf } from './task-life.ts'

/** A timeline with more rows says nothing that a graph does not. */
const tasksAtMost = 50_000

/** What the life of a task is told from. */
const lifeFields = {
  name: 1,
  state: 1,
  ordinal: 1,
  ready: 1,
  holds: 1,
  dueAt: 1,
  attempt: 1,
  rootCause: 1,
  createdAt: 1,
  resetAt: 1,
  readyAt: 1,
  startedAt: 1,
  settledAt: 1,
  'errors.attempt': 1,
  'errors.at': 1,
  'errors.startedAt': 1,
  'lease.owner': 1,
  'dependencies.group': 1,
  'dependencies.id': 1,
} as const

/** Reads the stretches of every task of a DAG, the oldest first; undefined when nothing of it is left. */
export async function readDagTimeline(reader: Reader, dagId: string): Promise<DagTimeline | undefined> {
  const { store, options } = reader
  const [found, pausedNames] = await Promise.all([
    store.tasks
      .find({ dagId, ...whereVisible }, options)
      .project<TaskDocument>(lifeFields)
      .limit(tasksAtMost)
      .toArray(),
    reader.pausedNames(),
  ])
  if (found.length === 0) return undefined
  const tasks = found.toSorted((one, other) => one.ordinal - other.ordinal)
  const base = tasks[0]?.createdAt.getTime() ?? 0
  const names = [...new Set(tasks.map(({ name }) => name))]
  const owners = [...new Set(tasks.flatMap(({ lease }) => lease?.owner ?? []))]
  const settledAt = new Map(
    tasks.map((task, place) => [task._id, [place, task.settledAt?.getTime() ?? Infinity] as const]),
  )
  return {
    dagId,
    ids: tasks.map(({ _id }) => _id),
    names,
    nameOf: tasks.map(({ name }) => names.indexOf(name)),
    owners,
    segments: tasks.flatMap((task, place) =>
      lifeOf(withMessages(task), pausedNames).map(({ view, from, to }): DagTimeline['segments'][number] => [
        place,
        viewStates.indexOf(view),
        from - base,
        to === undefined ? null : to - base,
        view === 'running' && to === undefined ? owners.indexOf(task.lease?.owner ?? '') : -1,
      ]),
    ),
    waitedFor: tasks.map((task) => decisiveDependency(task, settledAt)),
    base,
  }
}

/** Of the dependencies in this DAG the one that is open still, or settled last before the task was ready. */
function decisiveDependency(
  { readyAt, dependencies }: TaskDocument,
  settledAt: ReadonlyMap<string, readonly [place: number, at: number]>,
): number {
  let decisive = -1
  let latest = -Infinity
  for (const { id } of dependencies) {
    const [place, at] = settledAt.get(id) ?? [-1, -Infinity]
    if (at <= latest || at > (readyAt?.getTime() ?? Infinity)) continue
    decisive = place
    latest = at
  }
  return decisive
}

/** The errors of attempts were read without what they say. */
function withMessages(task: TaskDocument): TaskDocument {
  const { errors } = task
  return errors === undefined
    ? task
    : Object.assign(task, { errors: errors.map((error) => Object.assign(error, { message: '' })) })
}
