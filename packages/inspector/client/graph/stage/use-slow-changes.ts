import { useCallback, useSyncExternalStore } from 'react'

import type { GraphScene } from '../scene/graph-scene.ts'
import type { Look } from '../scene/look.ts'

const quarterSecond = 250

/**
 * What is seen of the graph. The component renders again after changes of states or controls, at most four times a
 * second: for counts and lists.
 */
export function useSlowLook(scene: GraphScene): Look {
  const subscribe = useCallback(
    (listener: () => void) => {
      let timer: ReturnType<typeof setTimeout> | undefined
      const end = scene.changed.subscribe(() => {
        timer ??= setTimeout(() => {
          timer = undefined
          listener()
        }, quarterSecond)
      })
      return () => {
        clearTimeout(timer)
        end()
      }
    },
    [scene],
  )
  return useSyncExternalStore(subscribe, () => scene.look)
}
