import { useReactFlow } from '@xyflow/react'
import { useState, type MouseEvent, type ReactNode } from 'react'

import type { Box } from '../layout/spatial-grid.ts'
import { hidden } from '../scene/look.ts'
import { useScene } from './graph-context.ts'

import styles from './graph-stage.module.css'

interface Corner {
  readonly clientX: number
  readonly clientY: number
}

interface Marquee {
  /** For the stage: it must see the press before the canvas does, which would move the view. */
  readonly onMouseDownCapture: (event: MouseEvent) => void
  /** The rectangle while it is drawn. */
  readonly frame: ReactNode
}

/** A drag with Shift held draws a rectangle, and marks the tasks in it. A press without a drag marks one. */
export function useMarquee(): Marquee {
  const scene = useScene()
  const flow = useReactFlow()
  const [frame, setFrame] = useState<ReactNode>(null)

  const mark = (from: Corner, to: Corner): void => {
    const [one, other] = [from, to].map(({ clientX, clientY }) =>
      flow.screenToFlowPosition({ x: clientX, y: clientY }, { snapToGrid: false }),
    )
    if (one === undefined || other === undefined || scene.placed === undefined) return
    const nodes = scene.placed.grid
      .within(boxBetween(one, other))
      .filter((node) => scene.look.visibility[node] !== hidden)
    scene.marks.add(nodes.flatMap((node) => scene.idsOf(node)))
  }

  const onMouseDownCapture = (event: MouseEvent): void => {
    const isOnCanvas =
      event.target instanceof Element && event.target.closest('.react-flow__renderer') !== null
    if (!event.shiftKey || event.button !== 0 || !isOnCanvas) return
    event.stopPropagation()
    event.preventDefault()
    if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus()
    const from = { clientX: event.clientX, clientY: event.clientY }
    const corner = event.currentTarget.getBoundingClientRect()
    const watch = new AbortController()
    const { signal } = watch
    window.addEventListener('mousemove', (to) => setFrame(frameBetween(from, to, corner)), { signal })
    window.addEventListener(
      'mouseup',
      (to) => {
        watch.abort()
        setFrame(null)
        mark(from, to)
      },
      { signal },
    )
  }
  return { onMouseDownCapture, frame }
}

interface Point {
  readonly x: number
  readonly y: number
}

function boxBetween(one: Point, other: Point): Box {
  return {
    left: Math.min(one.x, other.x),
    right: Math.max(one.x, other.x),
    top: Math.min(one.y, other.y),
    bottom: Math.max(one.y, other.y),
  }
}

function frameBetween(from: Corner, to: Corner, corner: DOMRect): ReactNode {
  const { left, right, top, bottom } = boxBetween(
    { x: from.clientX - corner.left, y: from.clientY - corner.top },
    { x: to.clientX - corner.left, y: to.clientY - corner.top },
  )
  return (
    <div className={styles['marquee']} style={{ left, top, width: right - left, height: bottom - top }} />
  )
}
