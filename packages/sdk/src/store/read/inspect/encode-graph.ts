import { createHash } from 'node:crypto'

import type { TaskDocument } from '../../../document/task-document.ts'
import { viewStateOf, viewStates } from '../../../document/view-state.ts'
import type { DagGraph, GroupLook } from './dag-shapes.ts'

/** What a graph is made of. */
export type GraphTask = Pick<
  TaskDocument,
  | '_id'
  | 'dagId'
  | 'name'
  | 'state'
  | 'priority'
  | 'ordinal'
  | 'ready'
  | 'holds'
  | 'dueAt'
  | 'attempt'
  | 'rootCause'
  | 'createdAt'
  | 'startedAt'
  | 'settledAt'
  | 'expiresAt'
> & {
  readonly dependencies: readonly Pick<TaskDocument['dependencies'][number], 'id' | 'group'>[]
  readonly groups: readonly GroupLook[]
}

export interface GraphParts {
  readonly dagId: string
  readonly tasks: readonly GraphTask[]
  /** The tasks of other DAGs that these depend on; what they depend on themselves is not shown. */
  readonly foreign: readonly GraphTask[]
  readonly isCut: boolean
  readonly pausedNames: ReadonlySet<string>
}

/** Writes a graph by columns. */
export function encodeGraph({ dagId, tasks, foreign, isCut, pausedNames }: GraphParts): DagGraph {
  const all = [...foreign, ...tasks]
  const places = new Map(all.map(({ _id }, place) => [_id, place]))
  const names = new Numbering<string>()
  const base = tasks[0]?.createdAt.getTime() ?? 0
  const edges = encodeEdges(all, places, foreign.length)
  const ids = all.map(({ _id }) => _id)
  return {
    dagId,
    topology: topologyOf(ids, edges),
    base,
    ids,
    nameOf: all.map(({ name }) => names.placeOf(name, name)),
    names: names.values,
    states: all.map((task) => viewStates.indexOf(viewStateOf(task, pausedNames)).toString(36)).join(''),
    priorities: all.map(({ priority }) => priority).join(''),
    attempts: all.map(({ attempt }) => attempt),
    createdAt: differences(all, base, ({ createdAt }) => createdAt),
    startedAt: differences(all, base, ({ startedAt }) => startedAt),
    settledAt: differences(all, base, ({ settledAt }) => settledAt),
    expiresAt: differences(all, base, ({ expiresAt }) => expiresAt),
    foreign: foreign.map((task, place): [number, string] => [place, task.dagId]),
    ...edges,
    rootCauses: all.flatMap(({ rootCause }, place): [number, number][] => {
      const cause = rootCause === undefined ? undefined : places.get(rootCause)
      return cause === undefined ? [] : [[place, cause]]
    }),
    isCut,
  }
}

type Edges = Pick<DagGraph, 'missing' | 'kinds' | 'degrees' | 'sources' | 'kindOf'>

function encodeEdges(
  all: readonly GraphTask[],
  places: ReadonlyMap<string, number>,
  firstOwn: number,
): Edges {
  const kinds = new Numbering<GroupLook>()
  const missing: [number, string][] = []
  const degrees: number[] = []
  const sources: number[] = []
  const kindOf: number[] = []
  for (const [place, { dependencies, groups }] of all.entries()) {
    const before = sources.length
    const numbers = new Map(
      groups.map((group) => [group.name, kinds.placeOf(keyOfGroup(group), toLook(group))]),
    )
    for (const { id, group } of place < firstOwn ? [] : dependencies) {
      const source = places.get(id)
      if (source === undefined) missing.push([place, id])
      else {
        sources.push(source)
        kindOf.push(numbers.get(group) ?? 0)
      }
    }
    degrees.push(sources.length - before)
  }
  return { missing, kinds: kinds.values, degrees, sources, kindOf }
}

function keyOfGroup({ name, kind, need, on, optional }: GroupLook): string {
  return `${name} ${kind} ${need} ${on} ${optional}`
}

function toLook({ name, kind, need, on, optional }: GroupLook): GroupLook {
  return { name, kind, need, on, optional }
}

/** Gives each thing a number, in the order in which it is first seen. */
class Numbering<Value> {
  readonly values: Value[] = []
  readonly #places = new Map<string, number>()

  placeOf(key: string, value: Value): number {
    const known = this.#places.get(key)
    if (known !== undefined) return known
    this.#places.set(key, this.values.length)
    return this.values.push(value) - 1
  }
}

function differences(
  all: readonly GraphTask[],
  base: number,
  read: (task: GraphTask) => Date | undefined,
): (number | null)[] {
  let before = base
  return all.map((task) => {
    const at = read(task)?.getTime()
    if (at === undefined) return null
    const difference = at - before
    before = at
    return difference
  })
}

/** Names the tasks and edges: the same graph has the same name in every process. */
function topologyOf(ids: readonly string[], { sources, degrees, missing }: Edges): string {
  const hash = createHash('sha1')
  hash.update(ids.join('\n')).update('|').update(sources.join()).update('|').update(degrees.join())
  return hash.update('|').update(missing.join()).digest('base64url').slice(0, 16)
}
