import type { EdgeKind } from '../../../shared/graph-columns.ts'
import { counted } from '../../format/count.ts'
import { titleOf, type ShownGraph } from '../model/shown-graph.ts'
import type { TaskGraph } from '../model/task-graph.ts'
import { standings, type Standing } from './standing.ts'

export interface EdgeWords {
  /** From what to what. */
  readonly title: string
  /** What is asked for. */
  readonly condition: string
  readonly standing: Standing
  /** When it got what was asked, in milliseconds since 1970, if it did. */
  readonly since: number | undefined
}

/** What is said of a drawn edge; of several between the same stacks, the most urgent stands for all. */
export function describeEdge(
  graph: TaskGraph,
  shown: ShownGraph,
  { edge, standing }: { readonly edge: number; readonly standing: Uint8Array },
): EdgeWords | undefined {
  const { edgeOf, links } = shown
  const all = [...edgeOf.keys()].filter((between) => edgeOf[between] === edge)
  const first = all.toSorted((one, other) => standing[other]! - standing[one]!)[0]
  if (first === undefined) return undefined
  const settledAt = graph.settledAt[graph.links.sources[first]!]!
  const [source, target] = [links.sources[edge]!, links.targets[edge]!]
  const words = standings[standing[first]!]!
  const more = all.length > 1 ? ` (${counted(all.length, 'dependency', 'dependencies')})` : ''
  return {
    title: `${titleOf(graph, shown, target)} needs ${titleOf(graph, shown, source)}${more}`,
    condition: conditionOf(graph.kinds[graph.kindOf[first]!]!),
    standing: words,
    since: words === 'satisfied' && !Number.isNaN(settledAt) ? settledAt : undefined,
  }
}

const triggers: Readonly<Record<EdgeKind['on'], string>> = {
  success: 'must finish',
  failure: 'must fail',
  settled: 'must end, however',
}

function conditionOf({ name, kind, need, on, optional }: EdgeKind): string {
  const amounts: Readonly<Record<EdgeKind['kind'], string>> = {
    one: 'it',
    many: 'all of them',
    any: 'any of them',
    some: `${need} of them`,
  }
  return `${name}: ${amounts[kind]} ${triggers[on]}${optional ? '; may go unmet' : ''}`
}
