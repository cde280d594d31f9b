import { useReactFlow, useStoreApi } from '@xyflow/react'
import { useMemo } from 'react'

import { nodeHeight, nodeWidth } from '../layout/layout.ts'
import { boxOfView, extentOf, mostZoom, viewOfBox, type View } from '../scene/extent.ts'
import type { GraphScene } from '../scene/graph-scene.ts'
import { hidden } from '../scene/look.ts'

/** Moves the view. */
export interface Camera {
  readonly view: () => View
  /** Everything that is not hidden. */
  readonly fit: () => void
  /** Some nodes, as large as they can be read. */
  readonly show: (nodes: readonly number[]) => void
  /** Brings a node into sight, by no more than is needed; `isCentred` puts it in the middle, readable. */
  readonly reveal: (node: number, isCentred?: boolean) => void
  readonly zoomBy: (factor: number) => void
  /** Cards at the size at which they are meant to be read. */
  readonly zoomToOne: () => void
  readonly set: (view: View, isAnimated?: boolean) => void
}

const moveMilliseconds = 220
const edgeOfSight = 24

function duration(): number {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : moveMilliseconds
}

export function useCamera(scene: GraphScene): Camera {
  const flow = useReactFlow()
  const store = useStoreApi()
  return useMemo(() => {
    const room = () => {
      const { width, height } = store.getState()
      return { width, height }
    }
    const set = (view: View, isAnimated = true): void => {
      void flow.setViewport(view, { duration: isAnimated ? duration() : 0 })
    }
    const show = (nodes: readonly number[]): void => {
      if (scene.placed !== undefined) set(viewOfBox(extentOf(scene.placed.layout, nodes), room()))
    }
    const zoomTo = (zoom: number): void => {
      const { x, y, zoom: before } = flow.getViewport()
      const { width, height } = room()
      const middle = { x: (width / 2 - x) / before, y: (height / 2 - y) / before }
      set({ x: width / 2 - middle.x * zoom, y: height / 2 - middle.y * zoom, zoom })
    }
    return {
      view: () => flow.getViewport(),
      set,
      show,
      fit: () => {
        const seen = scene.look.visibility
        if (seen.includes(hidden)) show([...seen.keys()].filter((node) => seen[node] !== hidden))
        else if (scene.placed !== undefined) set(viewOfBox(scene.placed.extent, room()))
      },
      reveal: (node, isCentred = false) => {
        const layout = scene.placed?.layout
        if (layout === undefined) return
        const view = flow.getViewport()
        const zoom = isCentred ? Math.max(view.zoom, 0.8) : view.zoom
        const box = boxOfView(view, room())
        const slack = edgeOfSight / view.zoom
        const [x, y] = [layout.x[node]!, layout.y[node]!]
        const isSeen =
          x - slack >= box.left &&
          y - slack >= box.top &&
          x + nodeWidth + slack <= box.right &&
          y + nodeHeight + slack <= box.bottom
        if (isSeen && !isCentred) return
        const { width, height } = room()
        set({
          x: width / 2 - (x + nodeWidth / 2) * zoom,
          y: height / 2 - (y + nodeHeight / 2) * zoom,
          zoom,
        })
      },
      zoomBy: (factor) => zoomTo(Math.min(mostZoom, Math.max(0.01, flow.getViewport().zoom * factor))),
      zoomToOne: () => zoomTo(1),
    }
  }, [flow, scene, store])
}
