import { createContext, useContext, useSyncExternalStore } from 'react'

import type { GraphScene, Placed } from '../scene/graph-scene.ts'

export const SceneContext = createContext<GraphScene | undefined>(undefined)

export function useScene(): GraphScene {
  const scene = useContext(SceneContext)
  if (scene === undefined) throw new Error('useScene() is called outside of <SceneContext>.')
  return scene
}

/** What is placed; renders again when other nodes are drawn or they stand elsewhere. */
export function usePlaced(scene: GraphScene): Placed | undefined {
  useSyncExternalStore(scene.moved.subscribe, scene.moved.read)
  return scene.placed
}
