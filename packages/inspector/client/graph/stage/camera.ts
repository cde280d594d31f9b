import { useReactFlow, useStoreApi } from '@xyflow/react'
import { useMemo, useRef } from 'react'

import { nodeHeight, nodeWidth } from '../layout/layout.ts'
import type { Box } from '../layout/spatial-grid.ts'
import type { Corner } from '../scene/carry-over.ts'
import { boxOfView, extentOf, leastZoom, mostZoom, viewOfBox, type Room, type View } from '../scene/extent.ts'
import type { GraphScene } from '../scene/graph-scene.ts'
import { hidden } from '../scene/look.ts'
import { isMotionReduced } from './motion.ts'

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
  /** Cards at the size at which they are meant to be read: that at the keyboard, or else the nearest. */
  readonly zoomToOne: () => void
  readonly set: (view: View, isAnimated?: boolean) => void
  /** True as long as the view shows everything because it was asked to; the hand of the reader ends it. */
  readonly isFitted: () => boolean
  readonly leave: () => void
}

const moveMilliseconds = 220
const edgeOfSight = 24
const readableZoom = 0.8

interface Sight {
  readonly view: View
  readonly room: Room
  readonly isCentred: boolean
}

/** The view with a node in its middle; undefined when it is in sight already, and that is enough. */
function viewOfNode({ x, y }: Corner, { view, room, isCentred }: Sight): View | undefined {
  const box = boxOfView(view, room)
  const slack = edgeOfSight / view.zoom
  const isSeen =
    x - slack >= box.left &&
    y - slack >= box.top &&
    x + nodeWidth + slack <= box.right &&
    y + nodeHeight + slack <= box.bottom
  if (isSeen && !isCentred) return undefined
  const zoom = isCentred ? Math.max(view.zoom, readableZoom) : view.zoom
  return {
    x: room.width / 2 - (x + nodeWidth / 2) * zoom,
    y: room.height / 2 - (y + nodeHeight / 2) * zoom,
    zoom,
  }
}

function duration(): number {
  return isMotionReduced() ? 0 : moveMilliseconds
}

/** What to go near to: where the keyboard is, or else what is nearest to the middle, so that there is something to see. */
function nodeToSee({ focused, placed }: GraphScene, { left, right, top, bottom }: Box): number | undefined {
  if (focused !== undefined || placed === undefined) return focused
  const { x, y } = placed.layout
  const distance = (node: number): number =>
    Math.hypot(x[node]! + nodeWidth / 2 - (left + right) / 2, y[node]! + nodeHeight / 2 - (top + bottom) / 2)
  let nearest: number | undefined
  for (const node of x.keys()) {
    if (nearest === undefined || distance(node) < distance(nearest)) nearest = node
  }
  return nearest
}

/** `isFittedAtFirst`: the view that the graph opens with shows everything. */
export function useCamera(scene: GraphScene, isFittedAtFirst: boolean): Camera {
  const flow = useReactFlow()
  const store = useStoreApi()
  const fitted = useRef(isFittedAtFirst)
  return useMemo(() => {
    const room = () => {
      const { width, height } = store.getState()
      return { width, height }
    }
    const set = (view: View, isAnimated = true): void => {
      fitted.current = false
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
        fitted.current = true
      },
      isFitted: () => fitted.current,
      leave: () => {
        fitted.current = false
      },
      reveal: (node, isCentred = false) => {
        const { placed } = scene
        const corner = placed && { x: placed.layout.x[node]!, y: placed.layout.y[node]! }
        const view = corner && viewOfNode(corner, { view: flow.getViewport(), room: room(), isCentred })
        if (view !== undefined) set(view)
      },
      zoomBy: (factor) => zoomTo(Math.min(mostZoom, Math.max(leastZoom, flow.getViewport().zoom * factor))),
      zoomToOne: () => {
        const node = nodeToSee(scene, boxOfView(flow.getViewport(), room()))
        if (node === undefined) zoomTo(1)
        else show([node])
      },
    }
  }, [flow, scene, store])
}
