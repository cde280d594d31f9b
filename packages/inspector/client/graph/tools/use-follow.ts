import { useCallback, useEffect, useState } from 'react'

import { codeOf } from '../model/task-graph.ts'
import type { GraphScene } from '../scene/graph-scene.ts'
import type { Camera } from '../stage/camera.ts'

export interface Follow {
  readonly isOn: boolean
  readonly toggle: () => void
  readonly stop: () => void
}

const followMilliseconds = 1_000
const running = codeOf('running')

/** Keeps what runs in sight, until the reader moves the view. */
export function useFollow(scene: GraphScene, camera: Camera): Follow {
  const [isOn, setOn] = useState(false)
  useEffect(() => {
    if (!isOn) return undefined
    const follow = (): void => {
      const states = scene.placed?.states ?? new Uint8Array()
      const nodes = [...states.keys()].filter((node) => states[node] === running)
      if (nodes.length > 0) camera.show(nodes)
    }
    follow()
    const timer = setInterval(follow, followMilliseconds)
    return () => clearInterval(timer)
  }, [isOn, scene, camera])
  const toggle = useCallback(() => setOn((was) => !was), [])
  const stop = useCallback(() => setOn(false), [])
  return { isOn, toggle, stop }
}
