import * as dagre from '@dagrejs/dagre'

import { nodeHeight, nodeWidth, type Layout } from '../layout/layout.ts'
import type { Shape } from './shapes.ts'

/** Where dagre puts the nodes of a shape: what our layout is compared with. */
export function dagreLayout({ size, edges }: Shape): Pick<Layout, 'x' | 'y'> {
  const graph = new dagre.graphlib.Graph().setGraph({ rankdir: 'LR' }).setDefaultEdgeLabel(() => ({}))
  for (let node = 0; node < size; node += 1) {
    graph.setNode(String(node), { width: nodeWidth, height: nodeHeight })
  }
  for (const [source, target] of edges) graph.setEdge(String(source), String(target))
  dagre.layout(graph)
  const at = (node: number): { x: number; y: number } => graph.node(String(node)) as { x: number; y: number }
  const nodes = Array.from({ length: size }, (_, node) => at(node))
  return { x: Float64Array.from(nodes, ({ x }) => x), y: Float64Array.from(nodes, ({ y }) => y) }
}
