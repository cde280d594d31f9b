import type { StoredGroup } from '../../document/dependency-group.ts'
import { judgeGroup, standingOf, type GroupVerdict } from '../../document/dependency-rule.ts'
import type { StoredState } from '../../document/states.ts'
import type { TaskDocument } from '../../document/task-document.ts'
import { whereVisible } from '../../document/transitions.ts'
import { inChunks } from '../chunks.ts'
import { tallyOf } from '../judge-wide.ts'
import { readPaused } from '../operations/pause-definition.ts'
import { readWorkers } from '../operations/worker-registry.ts'
import type { Store } from '../store.ts'

/** A dependency as an explanation names it. */
export interface NamedDependency {
  readonly id: string
  /** Undefined when it does not exist any more. */
  readonly name: string | undefined
  readonly state: StoredState | undefined
}

/** Where one dependency group of a task stands. */
export interface GroupFacts {
  readonly group: StoredGroup
  readonly verdict: GroupVerdict
  readonly dependencies: readonly NamedDependency[]
}

/** Everything that the question why a task does not run is answered from. */
export interface TaskFacts {
  readonly task: TaskDocument
  readonly now: Date
  readonly groups: readonly GroupFacts[]
  readonly isPaused: boolean
  /** How many workers that are alive can run it. */
  readonly workers: number
}

/** Reads what there is to know about a task that does not run; undefined when there is no such task. */
export async function readTaskFacts(store: Store, id: string): Promise<TaskFacts | undefined> {
  const task = await store.tasks.findOne({ _id: id, ...whereVisible })
  if (task === null) return undefined
  const [dependencies, paused, workers] = await Promise.all([
    readNamed(store, task),
    readPaused(store),
    readWorkers(store, task.name),
  ])
  return {
    task,
    now: store.clock.now(),
    groups: task.groups.map((group) => groupFacts(task, group, dependencies)),
    isPaused: paused.includes(task.name),
    workers: workers.length,
  }
}

type Named = Pick<TaskDocument, '_id' | 'name' | 'state'>

async function readNamed(store: Store, task: TaskDocument): Promise<Map<string, Named>> {
  const named = new Map<string, Named>()
  for (const chunk of inChunks([...new Set(task.dependencies.map(({ id }) => id))])) {
    const found = store.tasks.find({ _id: { $in: chunk } }).project<Named>({ name: 1, state: 1 })
    for await (const dependency of found) named.set(dependency._id, dependency)
  }
  return named
}

function groupFacts(task: TaskDocument, group: StoredGroup, named: ReadonlyMap<string, Named>): GroupFacts {
  const standings = new Map([...named].map(([id, { state }]) => [id, standingOf(state)]))
  return {
    group,
    verdict: judgeGroup(group, tallyOf(task, group.name, standings)),
    dependencies: task.dependencies
      .filter((dependency) => dependency.group === group.name)
      .map(({ id }) => ({ id, name: named.get(id)?.name, state: named.get(id)?.state })),
  }
}
