import { useReactFlow, useStoreApi } from '@xyflow/react'
import { useCallback, useEffect, useRef, type PointerEvent } from 'react'

import { useThemeName } from '../../preferences/theme-colours.ts'
import { MinimapPainter } from '../paint/minimap-painter.ts'
import type { Camera } from './camera.ts'
import { useScene } from './graph-context.ts'

import styles from './graph-stage.module.css'

const width = 196
const height = 124

/** The whole graph, small, with what is in sight as a frame that can be dragged. */
export function Minimap({ camera }: { readonly camera: Camera }) {
  const scene = useScene()
  const store = useStoreApi()
  const flow = useReactFlow()
  const canvas = useRef<HTMLCanvasElement>(null)
  const painter = useRef<MinimapPainter>(undefined)
  const theme = useThemeName()

  useEffect(() => {
    if (canvas.current === null) return undefined
    const made = new MinimapPainter(scene, canvas.current, { width, height })
    painter.current = made
    const frame = (): void => {
      const { transform, width: wide, height: high } = store.getState()
      made.frame({ x: transform[0], y: transform[1], zoom: transform[2] }, { width: wide, height: high })
    }
    frame()
    const ends = [
      store.subscribe((state, before) => {
        if (state.transform !== before.transform || state.width !== before.width) frame()
      }),
      scene.drawn.subscribe(() => made.paintLater()),
      scene.moved.subscribe(() => made.paintLater()),
    ]
    return () => {
      for (const end of ends) end()
      made.close()
    }
  }, [scene, store])

  useEffect(() => painter.current?.useTheme(theme), [theme])

  const goTo = useCallback(
    (event: PointerEvent<HTMLCanvasElement>) => {
      if (event.buttons !== 1 || painter.current === undefined) return
      event.currentTarget.setPointerCapture(event.pointerId)
      const corner = event.currentTarget.getBoundingClientRect()
      const point = painter.current.pointAt(event.clientX - corner.left, event.clientY - corner.top)
      const { width: wide, height: high } = store.getState()
      const { zoom } = flow.getViewport()
      camera.set({ x: wide / 2 - point.x * zoom, y: high / 2 - point.y * zoom, zoom }, false)
    },
    [camera, flow, store],
  )

  return (
    <canvas
      ref={canvas}
      className={styles['minimap']}
      style={{ width, height }}
      aria-hidden="true"
      onPointerDown={goTo}
      onPointerMove={goTo}
    />
  )
}
