import { useReactFlow } from '@xyflow/react'
import { useEffect, useRef, useState } from 'react'

import { EdgeFinder } from '../paint/edge-under.ts'
import type { Placed } from '../scene/graph-scene.ts'
import { EdgeTipBox, wordsOf } from './edge-words.tsx'
import { usePlaced, useScene } from './graph-context.ts'
import { useHoveredNode } from './use-special-nodes.ts'

const reachPixels = 5
/** Farther away the lines are but a texture. */
const leastZoom = 0.2

interface Under {
  /** What the number of the edge belongs to: in another layout it is another edge, or none. */
  readonly placed: Placed
  readonly edge: number
  readonly left: number
  readonly top: number
}

/** What the edge under the pointer asks for, and whether it has got it. */
export function EdgeTip() {
  const scene = useScene()
  const placed = usePlaced(scene)
  const marker = useRef<HTMLSpanElement>(null)
  const under = useEdgeUnder(marker)
  const isOnNode = useHoveredNode(scene) !== undefined
  const isShown = under !== undefined && !isOnNode && under.placed === placed
  const words = isShown ? wordsOf(scene, under.placed, under.edge) : undefined
  return (
    <>
      <span ref={marker} hidden />
      {isShown && words !== undefined && <EdgeTipBox words={words} left={under.left} top={under.top} />}
    </>
  )
}

function useEdgeUnder(marker: { readonly current: HTMLElement | null }): Under | undefined {
  const scene = useScene()
  const placed = usePlaced(scene)
  const flow = useReactFlow()
  const [under, setUnder] = useState<Under>()
  useEffect(() => {
    const stage = marker.current?.closest<HTMLElement>('.react-flow')
    if (stage === null || stage === undefined || placed === undefined) return undefined
    let finder: EdgeFinder | undefined
    const watch = new AbortController()
    const move = (event: MouseEvent): void => {
      const zoom = flow.getZoom()
      const point = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false })
      const isAsked = zoom >= leastZoom && event.buttons === 0 && event.target instanceof Element
      const isOnPane = isAsked && event.target.closest('.react-flow__pane') !== null
      if (isOnPane) finder ??= new EdgeFinder(placed)
      const edge = isOnPane ? finder?.at({ ...point, slack: reachPixels / zoom }, scene.look) : undefined
      const corner = stage.getBoundingClientRect()
      const place = { left: event.clientX - corner.left, top: event.clientY - corner.top + 16 }
      setUnder(edge === undefined ? undefined : { placed, edge, ...place })
    }
    stage.addEventListener('mousemove', move, { signal: watch.signal })
    stage.addEventListener('mouseleave', () => setUnder(undefined), { signal: watch.signal })
    return () => watch.abort()
  }, [marker, placed, flow, scene])
  return under
}
