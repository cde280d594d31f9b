import { viewStates } from '../../../shared/view-states.ts'
import type { Direction } from '../layout/layout.ts'
import { countedTitleOf, isStack, type ShownGraph } from '../model/shown-graph.ts'
import { viewOf, type TaskGraph } from '../model/task-graph.ts'
import { dashed, dotted, edgeLines } from '../scene/edge-looks.ts'

const styles: Readonly<Record<number, string>> = { [dashed]: ' [style=dashed]', [dotted]: ' [style=dotted]' }

/** A graph for Graphviz. */
export function toDot(graph: TaskGraph, shown: ShownGraph, direction: Direction): string {
  const nodes = shown.members.map(
    (_, node) =>
      `  n${node} [label="${escaped(labelOf(graph, shown, node))}", id="${escaped(shown.keys[node]!)}"]`,
  )
  const { sources, targets } = shown.links
  const lines = edgeLines(graph, shown)
  const edges = [...sources.keys()].map(
    (edge) => `  n${sources[edge]} -> n${targets[edge]}${styles[lines[edge]!] ?? ''}`,
  )
  const head = [
    'digraph {',
    `  rankdir=${direction === 'right' ? 'LR' : 'TB'}`,
    '  node [shape=box, style=rounded]',
  ]
  return [...head, ...nodes, ...edges, '}', ''].join('\n')
}

function labelOf(graph: TaskGraph, shown: ShownGraph, node: number): string {
  const title = countedTitleOf(graph, shown, node)
  if (isStack(shown, node)) return title
  return `${title}\n${viewStates[viewOf(graph, shown.members[node]?.[0] ?? 0)].word}`
}

function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`)
}
