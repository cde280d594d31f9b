import { useQuery } from '@tanstack/react-query'
import { Position, ReactFlow, useNodesState, type Edge, type Node, type NodeProps } from '@xyflow/react'

import '@xyflow/react/dist/style.css'
import { memo, useEffect, useMemo } from 'react'

import type { GraphColumns } from '../../../shared/graph-columns.ts'
import { viewStates, type ViewState } from '../../../shared/view-states.ts'
import { useSession } from '../../session.ts'
import { layeredLayout } from '../layout/layered-layout.ts'
import { nodeHeight, nodeWidth } from '../layout/layout.ts'
import { nameOf, readTaskGraph, viewOf } from '../model/task-graph.ts'

import styles from '../stage/task-card.module.css'

type StockNode = Node<{ name: string; view: ViewState }>

const StockCard = memo(function StockCard({ data }: NodeProps<StockNode>) {
  return (
    <div className={styles['card']} data-state={data.view}>
      <div className={styles['title']}>
        <span className={styles['name']}>{data.name}</span>
      </div>
      <div className={styles['detail']}>{viewStates[data.view].word}</div>
    </div>
  )
})

const nodeTypes = { task: StockCard }

/**
 * The same graph as React Flow does it by itself: every node and edge handed over, `onlyRenderVisibleElements` on.
 * What ours is compared with.
 */
export function StockGraph({ dagId }: { readonly dagId: string }) {
  const { queries } = useSession()
  const { data } = useQuery({ ...queries.dagGraph(dagId), structuralSharing: false })
  return data === undefined ? null : <Loaded columns={data} />
}

function Loaded({ columns }: { readonly columns: GraphColumns }) {
  const made = useMemo(() => elementsOf(columns), [columns])
  const [nodes, setNodes, onNodesChange] = useNodesState<StockNode>(made.nodes)
  const { live } = useSession()
  useEffect(
    () =>
      live.on('tasks', ({ tasks }) => {
        const views = new Map(tasks.map(({ id, view }) => [id, view]))
        setNodes((known) =>
          known.map((node) => {
            const view = views.get(node.id)
            return view === undefined ? node : { ...node, data: { ...node.data, view } }
          }),
        )
      }),
    [live, setNodes],
  )
  return (
    <div style={{ flex: 1 }} data-graph-ready="1">
      <ReactFlow
        nodes={nodes}
        edges={made.edges}
        nodeTypes={nodeTypes}
        onNodesChange={onNodesChange}
        onlyRenderVisibleElements
        fitView
        minZoom={0.01}
      />
    </div>
  )
}

function elementsOf(columns: GraphColumns): { nodes: StockNode[]; edges: Edge[] } {
  const graph = readTaskGraph(columns)
  const { sources, targets } = graph.links
  const { x, y } = layeredLayout({ size: graph.ids.length, sources, targets, direction: 'right' })
  const side = { width: 1, height: 1, y: nodeHeight / 2 }
  const handles = [
    { type: 'target' as const, position: Position.Left, x: 0, ...side },
    { type: 'source' as const, position: Position.Right, x: nodeWidth, ...side },
  ]
  return {
    nodes: graph.ids.map((id, task) => ({
      id,
      type: 'task',
      position: { x: x[task]!, y: y[task]! },
      width: nodeWidth,
      height: nodeHeight,
      handles,
      data: { name: nameOf(graph, task), view: viewOf(graph, task) },
    })),
    edges: [...sources.keys()].map((edge) => ({
      id: String(edge),
      source: graph.ids[sources[edge]!]!,
      target: graph.ids[targets[edge]!]!,
    })),
  }
}
