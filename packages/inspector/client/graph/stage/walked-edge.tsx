import { useStore } from '@xyflow/react'
import { useSyncExternalStore } from 'react'

import type { EdgeWords } from '../analysis/describe-edge.ts'
import { middleOf } from '../paint/edge-path.ts'
import { edgesToWalk } from '../scene/edge-walk.ts'
import type { GraphScene } from '../scene/graph-scene.ts'
import { EdgeTipBox, useStandingWords, wordsOf } from './edge-words.tsx'
import { usePlaced, useScene } from './graph-context.ts'
import { useSlowLook } from './use-slow-changes.ts'

/** The edge that the keyboard is at. */
function useWalkedEdge(scene: GraphScene): number | undefined {
  return useSyncExternalStore(scene.drawn.subscribe, () => scene.edge)
}

/** The tip of the edge that the keyboard is at, on the middle of its line. */
export function WalkedEdgeTip() {
  const scene = useScene()
  const placed = usePlaced(scene)
  const edge = useWalkedEdge(scene)
  useSlowLook(scene)
  const words = edge === undefined || placed === undefined ? undefined : wordsOf(scene, placed, edge)
  if (words === undefined || edge === undefined || placed === undefined) return null
  const { layout, shown, direction } = placed
  return <TipInSight words={words} {...middleOf({ layout, links: shown.links, direction }, edge)} />
}

/** Pixels that a tip needs to each side. */
const halfTip = 150

interface TipInSightProps {
  readonly words: EdgeWords
  readonly x: number
  readonly y: number
}

/** A tip at a place of the graph, or, where that is out of sight, at the rim that is nearest to it. */
function TipInSight({ words, x, y }: TipInSightProps) {
  const left = useStore(({ transform, width }) => within(x * transform[2] + transform[0], width, halfTip))
  const top = useStore(({ transform, height }) => within(y * transform[2] + transform[1], height, 90))
  return <EdgeTipBox words={words} left={left} top={top + 10} />
}

function within(at: number, size: number, room: number): number {
  return Math.max(Math.min(at, size - room), room)
}

/** What is said of the edge that the keyboard is at, and which of how many it is; empty when it is at none. */
export function useWalkedEdgeText(scene: GraphScene): string {
  const { placed } = scene
  const edge = useWalkedEdge(scene)
  const words = edge === undefined || placed === undefined ? undefined : wordsOf(scene, placed, edge)
  const standing = useStandingWords(words)
  if (words === undefined || edge === undefined) return ''
  const all = edgesToWalk(scene)
  return `${words.title}; ${words.condition}; ${standing}; ${all.indexOf(edge) + 1} of ${all.length}`
}
