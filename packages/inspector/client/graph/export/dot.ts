import { viewStates } from '../../../shared/view-states.ts'
import type { Direction } from '../layout/layout.ts'
import { isStack, type ShownGraph } from '../model/shown-graph.ts'
import { nameOf, viewOf, type TaskGraph } from '../model/task-graph.ts'
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
  const first = shown.members[node]?.[0] ?? 0
  const name = nameOf(graph, first)
  if (isStack(shown, node)) return `${name} × ${shown.members[node]!.length}`
  return `${name}\n${viewStates[viewOf(graph, first)].word}`
}

function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`)
}
