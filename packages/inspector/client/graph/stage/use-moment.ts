import { useSyncExternalStore } from 'react'

import { useNow } from '../../live/clock.ts'
import type { GraphScene } from '../scene/graph-scene.ts'

/** The moment that the graph shows: that of playback, else now, told anew every second. */
export function useMoment(scene: GraphScene): number {
  const time = useNow()
  const replayed = useSyncExternalStore(scene.drawn.subscribe, () => scene.replayed)
  return replayed ?? time
}
