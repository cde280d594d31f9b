import { useLayoutEffect, useRef } from 'react'

import type { GraphScene, Placed } from '../scene/graph-scene.ts'
import type { Camera } from './camera.ts'
import type { Arrangement } from './use-arrangement.ts'

/**
 * After a new layout: what was fitted is fitted again, and so is what runs another way or is grouped otherwise; else
 * the task that the reader is at stays where it is on the screen.
 */
export function useSteadyView(scene: GraphScene, camera: Camera, { version }: Arrangement): void {
  const seen = useRef({ version, placed: scene.placed })
  useLayoutEffect(() => {
    const { version: known, placed: before } = seen.current
    const { placed } = scene
    seen.current = { version, placed }
    if (known === version || before === undefined || placed === undefined) return
    const key = placed.shown.keys[scene.focused ?? -1]
    const way = before.direction === placed.direction ? shiftOf(key, before, placed) : undefined
    if (way === undefined || camera.isFitted()) camera.fit()
    else {
      const { x, y, zoom } = camera.view()
      camera.set({ x: x - way.x * zoom, y: y - way.y * zoom, zoom }, false)
    }
  }, [version, scene, camera])
}

/** How far a node has moved; undefined when it was not there before. */
function shiftOf(
  key: string | undefined,
  before: Placed,
  after: Placed,
): { x: number; y: number } | undefined {
  const from = before.shown.nodeOfKey.get(key ?? '')
  const to = after.shown.nodeOfKey.get(key ?? '')
  if (from === undefined || to === undefined) return undefined
  return {
    x: after.aim.x[to]! - before.aim.x[from]!,
    y: after.aim.y[to]! - before.aim.y[from]!,
  }
}
