import type { Stacking } from '../../router/search.ts'
import { ranksOf } from '../layout/ranks.ts'
import { degree, edgesAt, neighbours } from './digraph.ts'
import { finishedIds, partsOf } from './finished-part.ts'
import type { TaskGraph } from './task-graph.ts'

/** Which tasks are one stack, and what it is called. */
export interface StackRule {
  /** Fewer tasks than this stay cards of their own. */
  readonly least: number
  /** The same for all tasks of a stack; without one, a task is in none. */
  readonly keyOf: (task: number) => string | number | undefined
  /** The name of the stack of a task, where it is another one than that of its type. */
  readonly titleOf: (task: number) => string | undefined
}

type Facts = { readonly done?: ReadonlySet<string> | undefined }

/** The rule of a way to stack. `done` are the tasks that counted as finished when that was asked for. */
export function stackRule(graph: TaskGraph, stacking: Stacking, facts: Facts): StackRule {
  return rules[stacking](graph, facts)
}

const untitled = (): undefined => undefined

const rules: Readonly<Record<Stacking, (graph: TaskGraph, facts: Facts) => StackRule>> = {
  none: () => ({ least: 2, keyOf: () => undefined, titleOf: untitled }),
  identical: (graph) => ({ least: 8, keyOf: siblingsOf(graph), titleOf: untitled }),
  type: (graph) => {
    const ranks = ranksOf(graph.links)
    return { least: 2, keyOf: (task) => `${graph.nameOf[task]} ${ranks[task]}`, titleOf: untitled }
  },
  dependency: (graph) => {
    const ranks = ranksOf(graph.links)
    const titleOf = (task: number): string | undefined => askedAs(graph, task)
    const keyOf = (task: number): string | undefined => {
      const name = titleOf(task)
      return name === undefined ? undefined : `${ranks[task]} ${name}`
    }
    return { least: 2, keyOf, titleOf }
  },
  level: (graph) => {
    const ranks = ranksOf(graph.links)
    return { least: 2, keyOf: (task) => ranks[task], titleOf: (task) => `Level ${ranks[task]! + 1}` }
  },
  finished: (graph, { done = finishedIds(graph) }) => {
    const parts = partsOf(graph, done)
    const keyOf = (task: number): number | undefined => (parts[task] === -1 ? undefined : parts[task])
    return { least: 2, keyOf, titleOf: () => 'Finished' }
  },
}

function siblingsOf(graph: TaskGraph): StackRule['keyOf'] {
  const { incoming, outgoing } = graph.links
  const keys = graph.ids.map((_, task) => {
    if (graph.foreign.has(task) || degree(incoming, task) + degree(outgoing, task) === 0) return undefined
    const before = neighbours(incoming, task).toSorted().join()
    const after = neighbours(outgoing, task).toSorted().join()
    return `${graph.nameOf[task]} ${before} ${after}`
  })
  return (task) => keys[task]
}

/** The name of the group of dependencies that a task is in: the first, where several ask for it. */
function askedAs({ links, kinds, kindOf }: TaskGraph, task: number): string | undefined {
  const [edge] = edgesAt(links.outgoing, task)
  return edge === undefined ? undefined : kinds[kindOf[edge]!]?.name
}
