import { useStoreApi } from '@xyflow/react'
import { useEffect, useRef } from 'react'

import { useThemeName } from '../../preferences/theme-colours.ts'
import type { Level } from '../layout/level-of-detail.ts'
import { GraphPainter } from '../paint/graph-painter.ts'
import type { View } from '../scene/extent.ts'
import { useScene } from './graph-context.ts'

import styles from './graph-stage.module.css'

interface CanvasLayerProps {
  readonly level: Level
  /** Nodes that stand in the document; near by they are left out here. */
  readonly cards: ReadonlySet<number>
  /** Nodes that are to be found at every level. */
  readonly special: readonly number[]
}

/** All edges, and the nodes where cards would be too small or too many, on one canvas below the cards. */
export function CanvasLayer({ level, cards, special }: CanvasLayerProps) {
  const scene = useScene()
  const store = useStoreApi()
  const canvas = useRef<HTMLCanvasElement>(null)
  const painter = useRef<GraphPainter>(undefined)
  const theme = useThemeName()

  useEffect(() => {
    if (canvas.current === null) return undefined
    const made = new GraphPainter(scene, canvas.current)
    painter.current = made
    const look = (): View & { width: number; height: number } => {
      const { transform, width, height } = store.getState()
      return { x: transform[0], y: transform[1], zoom: transform[2], width, height }
    }
    made.paint(look())
    const ends = [
      store.subscribe((state, before) => {
        if (state.transform === before.transform && state.width === before.width) {
          if (state.height === before.height) return
        }
        made.paintSoon(look())
      }),
      scene.drawn.subscribe(() => made.paintNextFrame(look())),
      scene.moved.subscribe(() => made.paintNextFrame(look())),
      scene.marks.changed.subscribe(() => made.paintNextFrame(look())),
    ]
    return () => {
      for (const end of ends) end()
      made.close()
    }
  }, [scene, store])

  useEffect(() => {
    painter.current?.show({ level, cards, special })
  }, [level, cards, special])

  useEffect(() => {
    painter.current?.useTheme(theme)
  }, [theme])

  return <canvas ref={canvas} className={styles['canvas']} aria-hidden="true" />
}
