import { useReactFlow } from '@xyflow/react'

import { viewStateOrder } from '../../../shared/view-states.ts'
import { StateBadge } from '../../components/state-badge.tsx'
import { nodeHeight, nodeWidth } from '../layout/layout.ts'
import type { Level } from '../layout/level-of-detail.ts'
import { countedTitleOf } from '../model/shown-graph.ts'
import { useScene } from './graph-context.ts'
import { useHoveredNode } from './use-special-nodes.ts'

import styles from './graph-stage.module.css'

/** What a node is, where it is drawn too small to say so itself. */
export function HoverTip({ level }: { readonly level: Level }) {
  const scene = useScene()
  const flow = useReactFlow()
  const node = useHoveredNode(scene)
  const { placed, graph } = scene
  if (node === undefined || placed === undefined || level === 'full') return null
  const { x, y, zoom } = flow.getViewport()
  return (
    <div
      className={styles['tip']}
      style={{
        left: (placed.layout.x[node]! + nodeWidth / 2) * zoom + x,
        top: (placed.layout.y[node]! + nodeHeight) * zoom + y + 6,
      }}
    >
      <strong>{countedTitleOf(graph, placed.shown, node)}</strong>
      <StateBadge state={viewStateOrder[placed.states[node]!]!} />
    </div>
  )
}
