import { useReactFlow } from '@xyflow/react'
import { useCallback, type MouseEvent } from 'react'

import type { GraphScene } from '../scene/graph-scene.ts'
import { hidden } from '../scene/look.ts'

/** However small a node is drawn, it can be hit from this many pixels around. */
const reachPixels = 3

/** Finds the node at the place of a click or a move, also where nodes are drawn on the canvas. */
export function useNodeUnder(scene: GraphScene): (event: MouseEvent) => number | undefined {
  const flow = useReactFlow()
  return useCallback(
    (event) => {
      const { x, y } = flow.screenToFlowPosition(
        { x: event.clientX, y: event.clientY },
        { snapToGrid: false },
      )
      const node = scene.placed?.grid.at(x, y, reachPixels / flow.getZoom())
      return node === undefined || scene.look.visibility[node] === hidden ? undefined : node
    },
    [flow, scene],
  )
}
