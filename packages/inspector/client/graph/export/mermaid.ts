import { viewStates } from '../../../shared/view-states.ts'
import type { Direction } from '../layout/layout.ts'
import { countedTitleOf, isStack, type ShownGraph } from '../model/shown-graph.ts'
import { viewOf, type TaskGraph } from '../model/task-graph.ts'

/** A graph as a Mermaid flowchart, for issues and documents. */
export function toMermaid(graph: TaskGraph, shown: ShownGraph, direction: Direction): string {
  const nodes = shown.members.map((_, node) => `  n${node}["${labelOf(graph, shown, node)}"]`)
  const { sources, targets } = shown.links
  const edges = [...sources.keys()].map((edge) => `  n${sources[edge]} --> n${targets[edge]}`)
  return [`flowchart ${direction === 'right' ? 'LR' : 'TD'}`, ...nodes, ...edges, ''].join('\n')
}

function labelOf(graph: TaskGraph, shown: ShownGraph, node: number): string {
  const name = countedTitleOf(graph, shown, node).replaceAll('"', '#quot;')
  if (isStack(shown, node)) return name
  const { glyph, word } = viewStates[viewOf(graph, shown.members[node]?.[0] ?? 0)]
  return `${name}<br/>${glyph} ${word}`
}
