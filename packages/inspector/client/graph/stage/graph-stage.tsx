import { ReactFlow, useStoreApi, type Node, type NodeTypes } from '@xyflow/react'

import '@xyflow/react/dist/base.css'
import { useCallback, useMemo, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react'

import { nodeHeight, nodeWidth } from '../layout/layout.ts'
import { leastZoom, mostZoom, type View } from '../scene/extent.ts'
import type { Placed } from '../scene/graph-scene.ts'
import { CanvasLayer } from './canvas-layer.tsx'
import { useCardWindow } from './card-window.ts'
import { EdgeTip } from './edge-tip.tsx'
import { useScene } from './graph-context.ts'
import { HoverTip } from './hover-tip.tsx'
import { cardId, TaskCard } from './task-card.tsx'
import { useMarquee } from './use-marquee.tsx'
import { useMountedCards } from './use-mounted-cards.ts'
import { useMoving } from './use-moving.ts'
import { useNodeUnder } from './use-node-under.ts'
import { useFocusedNode, useSpecialNodes } from './use-special-nodes.ts'
import { WalkedEdgeTip } from './walked-edge.tsx'

import styles from './graph-stage.module.css'

const nodeTypes: NodeTypes = { task: TaskCard }
const noEdges: never[] = []

interface GraphStageProps {
  readonly firstView: View
  readonly label: string
  readonly selected: number | undefined
  readonly onPick: (node: number | undefined) => void
  readonly onOpen: (node: number) => void
  readonly onKeyDown: (event: KeyboardEvent) => void
  readonly onViewEnd: (view: View) => void
  readonly onViewByHand: () => void
  readonly children?: ReactNode
}

/**
 * The canvas of a graph: React Flow for panning, zooming and the cards in sight, one canvas for everything else.
 * It is one tab stop; the arrow keys move within it.
 */
export function GraphStage({ children, ...props }: GraphStageProps) {
  useKnownSizes()
  const scene = useScene()
  const sight = useCardWindow(scene)
  const { level } = sight
  const special = useSpecialNodes(scene, props.selected)
  const mounted = useMountedCards(scene.placed, sight)
  const cards = useMemo(() => new Set([...mounted.cards, ...special]), [mounted.cards, special])
  const flowNodes = useFlowNodes(scene.placed, cards)
  const pointer = usePointer(props)
  const { frame, onMouseDownCapture } = useMarquee()
  const focused = useFocusedNode(scene)
  const isMoving = useMoving()
  const focusedKey = focused === undefined ? undefined : scene.placed?.shown.keys[focused]
  return (
    <ReactFlow
      className={styles['stage']}
      data-level={level}
      data-detail={mounted.detail}
      data-moving={isMoving || undefined}
      data-cards={cards.size}
      nodes={flowNodes}
      edges={noEdges}
      nodeTypes={nodeTypes}
      defaultViewport={props.firstView}
      minZoom={leastZoom}
      maxZoom={mostZoom}
      nodesDraggable={false}
      nodesConnectable={false}
      nodesFocusable={false}
      edgesFocusable={false}
      elementsSelectable={false}
      elevateNodesOnSelect={false}
      zoomOnDoubleClick={false}
      disableKeyboardA11y
      deleteKeyCode={null}
      selectionKeyCode={null}
      multiSelectionKeyCode={null}
      panActivationKeyCode={null}
      zoomActivationKeyCode={null}
      proOptions={{ hideAttribution: true }}
      tabIndex={0}
      aria-label={props.label}
      aria-activedescendant={focusedKey === undefined ? undefined : cardId(focusedKey)}
      onKeyDown={props.onKeyDown}
      onMoveStart={(event) => event !== null && props.onViewByHand()}
      onMoveEnd={(_, view) => props.onViewEnd(view)}
      onMouseDownCapture={onMouseDownCapture}
      {...pointer}
    >
      <CanvasLayer level={level} cards={cards} special={special} />
      <HoverTip level={level} />
      <EdgeTip />
      <WalkedEdgeTip />
      {frame}
      {children}
    </ReactFlow>
  )
}

/**
 * React Flow measures every card that comes in, and then goes over all of them: a third of the time of such a frame.
 * Here all sizes are known. Before its first drawing, as what watches the cards keeps what it finds then.
 */
function useKnownSizes(): void {
  const store = useStoreApi()
  useState(() => {
    store.getState().updateNodeInternals = () => undefined
  })
}

/** The cards in sight for React Flow. A card that stays in sight stays the same object, so that nothing is done for it. */
function useFlowNodes(placed: Placed | undefined, cards: ReadonlySet<number>): Node[] {
  const known = useMemo(() => new FlowNodes(placed), [placed])
  return useMemo(() => known.of(cards), [known, cards])
}

class FlowNodes {
  readonly #placed: Placed | undefined
  readonly #made = new Map<number, Node>()

  constructor(placed: Placed | undefined) {
    this.#placed = placed
  }

  of(cards: ReadonlySet<number>): Node[] {
    return [...cards].flatMap((node) => {
      const card = this.#made.get(node) ?? flowNode(this.#placed, node)
      if (card !== undefined) this.#made.set(node, card)
      return card ?? []
    })
  }
}

/** Every card is as large as every other. */
const size = { width: nodeWidth, height: nodeHeight }

function flowNode(placed: Placed | undefined, node: number): Node | undefined {
  const id = placed?.shown.keys[node]
  if (placed === undefined || id === undefined) return undefined
  return {
    id,
    type: 'task',
    position: { x: placed.layout.x[node]!, y: placed.layout.y[node]! },
    ...size,
    measured: size,
    handles: [],
    data: {},
  }
}

type PointerProps = Pick<GraphStageProps, 'onPick' | 'onOpen'>

/** Clicks and hovering, on cards and, where nodes are drawn on the canvas, by place. */
function usePointer({ onPick, onOpen }: PointerProps) {
  const scene = useScene()
  const nodeOf = useCallback((_: unknown, { id }: Node) => scene.placed?.shown.nodeOfKey.get(id), [scene])
  const under = useNodeUnder(scene)
  const press = (event: MouseEvent, node: number | undefined): void => {
    // With Shift, the marquee has dealt with it.
    if (event.shiftKey) return
    if (!event.ctrlKey && !event.metaKey) onPick(node)
    else if (node !== undefined) scene.marks.toggle(scene.idsOf(node))
  }
  return {
    onNodeClick: (event: MouseEvent, card: Node) => press(event, nodeOf(event, card)),
    onNodeMouseEnter: (event: MouseEvent, card: Node) => scene.setHover(nodeOf(event, card)),
    onNodeMouseLeave: () => scene.setHover(undefined),
    onPaneClick: (event: MouseEvent) => press(event, under(event)),
    onPaneMouseMove: (event: MouseEvent) => scene.setHover(under(event)),
    onPaneMouseLeave: () => scene.setHover(undefined),
    onDoubleClick: (event: MouseEvent) => {
      const node = under(event)
      if (node !== undefined) onOpen(node)
    },
  }
}
