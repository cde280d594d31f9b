import { decisiveGroup, standingOf, type DependencyStanding } from '../../document/dependency-rule.ts'
import { readStandings, tallyOf } from '../judge-wide.ts'
import type { Store } from '../store.ts'
import { byDependency, readDownstream, type GraphTask } from './downstream.ts'

/**
 * Finds the tasks that would end, near or far, when some tasks are cancelled or deleted: what the resolver would do.
 * Before, after: nothing is changed. The given tasks are not among them.
 */
export async function foreseeEnds(
  store: Store,
  roots: readonly GraphTask[],
  as: 'CANCELLED' | 'MISSING',
): Promise<GraphTask[]> {
  const tasks = await readDownstream(store, roots, ({ state }) => state === 'CREATED')
  const standings = await standingsAround(store, tasks)
  for (const { _id } of roots) standings.set(_id, as)
  const dependents = byDependency([...tasks.values()].filter(({ state }) => state === 'CREATED'))
  const given = new Set(roots.map(({ _id }) => _id))
  const ended = new Map<string, GraphTask>()
  for (let layer = [...given]; layer.length > 0;) {
    const next = new Set(layer.flatMap((id) => dependents.get(id) ?? []))
    layer = []
    for (const task of next) {
      if (given.has(task._id) || ended.has(task._id)) continue
      const decisive = decisiveGroup(task.groups, ({ name }) => tallyOf(task, name, standings))
      if (decisive === undefined) continue
      ended.set(task._id, task)
      standings.set(task._id, decisive.end)
      layer.push(task._id)
    }
  }
  return [...ended.values()]
}

/** How tasks, and everything that they depend on, stand now. */
export async function standingsAround(
  store: Store,
  tasks: ReadonlyMap<string, GraphTask>,
): Promise<Map<string, DependencyStanding>> {
  const needed = [...tasks.values()].flatMap(({ dependencies }) => dependencies.map(({ id }) => id))
  const standings = await readStandings(
    store,
    needed.filter((id) => !tasks.has(id)),
  )
  for (const [id, { state }] of tasks) standings.set(id, standingOf(state))
  return standings
}
