import type { DependencyStanding } from '../../document/dependency-rule.ts'
import type { TaskState } from '../../document/states.ts'
import { actionStates } from '../../document/task-actions.ts'
import type { ResetKind } from '../../document/task-document.ts'
import { transitions } from '../../document/transitions.ts'
import { judge } from '../judge-wide.ts'
import type { Store } from '../store.ts'
import { byDependency, readDownstream, readGraph, type GraphTask } from './downstream.ts'
import { standingsAround } from './foresee-ends.ts'

export interface ResetRequest {
  readonly kind: ResetKind
  /** The tasks that are to run again. */
  readonly ids: readonly string[]
  /** Those in another state are refused. */
  readonly expectedStates?: readonly TaskState[] | undefined
}

/** Why a task is not made to run again. */
export interface ResetRefusal {
  readonly reason: 'not-found' | 'state' | 'upstream' | 'dependency-missing'
  /** The task at fault: the given one, or a dependent that would run again with it. */
  readonly task?: GraphTask
  /** The dependencies that do not exist any more. */
  readonly missing?: readonly string[]
}

/** What a reset changes. */
export interface ResetPlan {
  readonly again: readonly GraphTask[]
  /** Open tasks that depend on them: nobody may decide about these until it is done. */
  readonly beside: readonly GraphTask[]
  /** The given tasks that are not made to run again, by id. */
  readonly refused: ReadonlyMap<string, ResetRefusal>
  /** What stands against the reset as a whole. */
  readonly obstacle?: ResetRefusal
  /** The dependencies that must live on for it. */
  readonly pins: readonly string[]
}

/** Whether a task was ended by the dependency rule, or with one that it depends on. */
function endedUpstream({ state, rootCause }: GraphTask): boolean {
  return rootCause !== undefined && transitions.retry.from.includes(state)
}

/**
 * Finds out what runs again with some tasks. Before, after: nothing is changed.
 *
 * `rerun`: everything downstream, whatever its state. `retry`: those dependents, near or far, that were ended by
 * the dependency rule, and of which the rule no longer says so when the others run again. So a task of which two
 * dependencies failed runs again with the second of them.
 * @param by The reset whose marks count as its own: their tasks have been admitted before.
 */
export async function planReset(store: Store, request: ResetRequest, by?: string): Promise<ResetPlan> {
  const { roots, refused } = await readRoots(store, request, by)
  const tasks = await readDownstream(store, roots, request.kind === 'rerun' ? undefined : endedUpstream)
  const graph: Graph = { tasks, part: new Map(), standings: await standingsAround(store, tasks) }
  const obstacle = request.kind === 'rerun' ? takeAll(graph) : growFrom(roots, graph)
  for (const task of roots) {
    const hindrance = graph.part.has(task._id) ? undefined : hindranceOf(task, graph)
    if (hindrance !== undefined) refused.set(task._id, hindrance)
  }
  return {
    again: [...graph.part.values()],
    beside: [...tasks.values()].filter((task) => isBeside(task, graph)),
    refused,
    ...(obstacle === undefined ? {} : { obstacle }),
    pins: pinsOf(graph),
  }
}

async function readRoots(
  store: Store,
  { kind, ids, expectedStates }: ResetRequest,
  by: string | undefined,
): Promise<{ readonly roots: GraphTask[]; readonly refused: Map<string, ResetRefusal> }> {
  const found = new Map((await readGraph(store, { by: '_id', ids })).map((task) => [task._id, task]))
  const roots: GraphTask[] = []
  const refused = new Map<string, ResetRefusal>()
  for (const id of new Set(ids)) {
    const task = found.get(id)
    if (task === undefined) refused.set(id, { reason: 'not-found' })
    else if (task.reset?.by === by && task.reset?.runsAgain === true) roots.push(task)
    else if (isAllowed(task, kind) && isExpected(task, expectedStates)) roots.push(task)
    else refused.set(id, { reason: 'state', task })
  }
  return { roots, refused }
}

function isAllowed({ state }: GraphTask, kind: ResetKind): boolean {
  return (actionStates[kind] as readonly string[]).includes(state)
}

function isExpected({ state }: GraphTask, expected: readonly string[] | undefined): boolean {
  return expected === undefined || expected.includes(state)
}

interface Graph {
  readonly tasks: ReadonlyMap<string, GraphTask>
  /** What runs again, as far as it is known. */
  readonly part: Map<string, GraphTask>
  /** How the tasks and everything around them stand: what runs again is waited for. */
  readonly standings: Map<string, DependencyStanding>
}

function take({ part, standings }: Graph, task: GraphTask): void {
  part.set(task._id, task)
  standings.set(task._id, 'WAITING')
}

/** Everything runs again. Returns what stands against it: an input that is gone. */
function takeAll(graph: Graph): ResetRefusal | undefined {
  for (const task of graph.tasks.values()) take(graph, task)
  return firstMissing([...graph.tasks.values()], graph)
}

/** Layer by layer: what the rule does not stand against any more, once what it depends on runs again. */
function growFrom(roots: readonly GraphTask[], graph: Graph): ResetRefusal | undefined {
  const candidates = new Set([...roots, ...[...graph.tasks.values()].filter(endedUpstream)])
  const dependents = byDependency([...candidates])
  const left = new Set<GraphTask>()
  for (let layer = new Set(roots); layer.size > 0;) {
    const next = new Set<GraphTask>()
    for (const task of layer) {
      if (graph.part.has(task._id)) continue
      if (hindranceOf(task, graph) === undefined) {
        take(graph, task)
        for (const dependent of dependents.get(task._id) ?? []) next.add(dependent)
      } else left.add(task)
    }
    layer = next
  }
  const given = new Set(roots)
  return firstMissing(
    [...left].filter((task) => !graph.part.has(task._id) && !given.has(task)),
    graph,
  )
}

function firstMissing(tasks: readonly GraphTask[], graph: Graph): ResetRefusal | undefined {
  for (const task of tasks) {
    const hindrance = hindranceOf(task, graph)
    if (hindrance?.reason === 'dependency-missing') return hindrance
  }
  return undefined
}

/** Why a task could not run although everything in the part does; undefined when it could. */
function hindranceOf(task: GraphTask, { standings }: Graph): ResetRefusal | undefined {
  if (judge(task, standings).readiness !== 'impossible') return undefined
  const ids = task.dependencies.map(({ id }) => id)
  const missing = ids.filter((id) => (standings.get(id) ?? 'MISSING') === 'MISSING')
  const withThem = new Map(ids.map((id) => [id, standings.get(id) ?? 'WAITING'] as const))
  for (const id of missing) withThem.set(id, 'WAITING')
  return judge(task, withThem).readiness === 'impossible'
    ? { reason: 'upstream', task }
    : { reason: 'dependency-missing', task, missing }
}

/** Whether it is for the resolver to say something of a task, because of something in the part. */
function isBeside({ _id, state, dependencies }: GraphTask, { part }: Graph): boolean {
  return state === 'CREATED' && !part.has(_id) && dependencies.some(({ id }) => part.has(id))
}

function pinsOf({ part, standings }: Graph): string[] {
  const needed = [...part.values()].flatMap(({ dependencies }) => dependencies.map(({ id }) => id))
  return [...new Set(needed)].filter((id) => !part.has(id) && standings.get(id) !== undefined)
}
