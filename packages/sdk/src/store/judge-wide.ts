import { judgeGroup, standingOf, type DependencyStanding } from '../document/dependency-rule.ts'
import type { StoredState } from '../document/states.ts'
import type { TaskDocument } from '../document/task-document.ts'
import { inChunks } from './chunks.ts'
import type { Readiness } from './readiness.ts'
import type { Store } from './store.ts'

/** What counting says of a task: the same as the aggregation says of a narrow one. */
export interface Judgement {
  readonly readiness: Exclude<Readiness, 'wide'>
  readonly pending: number
}

/**
 * Judges a task with very many dependencies by counting them by state, in chunks, since one `$lookup` of all
 * of them may exceed 100 MB (https://www.mongodb.com/docs/manual/core/aggregation-pipeline-limits/).
 */
export async function judgeWide(store: Store, id: string): Promise<Judgement> {
  const task = await store.tasks.findOne({ _id: id }, { projection: { dependencies: 1, groups: 1 } })
  if (task === null) return { readiness: 'blocked', pending: 0 }
  const standings = await readStandings(
    store,
    task.dependencies.map((dependency) => dependency.id),
  )
  return judge(task, standings)
}

/** The rule, applied to standings that were read before. */
export function judge(
  task: Pick<TaskDocument, 'dependencies' | 'groups'>,
  standings: ReadonlyMap<string, DependencyStanding>,
): Judgement {
  const verdicts = new Set(
    task.groups.map((group) => judgeGroup(group, tallyOf(task, group.name, standings))),
  )
  const pending = task.dependencies.filter(({ id }) => standings.get(id) === 'WAITING').length
  if (verdicts.has('impossible')) return { readiness: 'impossible', pending }
  return { readiness: verdicts.has('waiting') ? 'blocked' : 'ready', pending }
}

/** How many dependencies of one group stand how. */
export function tallyOf(
  task: Pick<TaskDocument, 'dependencies'>,
  group: string,
  standings: ReadonlyMap<string, DependencyStanding>,
): Partial<Record<DependencyStanding, number>> {
  const tally: Partial<Record<DependencyStanding, number>> = {}
  for (const dependency of task.dependencies) {
    if (dependency.group !== group) continue
    const standing = standings.get(dependency.id) ?? 'MISSING'
    tally[standing] = (tally[standing] ?? 0) + 1
  }
  return tally
}

/** How dependencies stand now. Ids that are not found are not in the map: they are missing. */
export async function readStandings(
  store: Store,
  ids: readonly string[],
): Promise<Map<string, DependencyStanding>> {
  const standings = new Map<string, DependencyStanding>()
  for (const chunk of inChunks([...new Set(ids)])) {
    const found = store.tasks
      .find({ _id: { $in: chunk } })
      .project<{ _id: string; state: StoredState }>({ state: 1 })
    for await (const { _id, state } of found) standings.set(_id, standingOf(state))
  }
  return standings
}
