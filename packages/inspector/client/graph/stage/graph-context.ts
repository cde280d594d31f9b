import { createContext, useContext, useSyncExternalStore, type ReactNode } from 'react'

import type { GraphScene, Placed } from '../scene/graph-scene.ts'

export const SceneContext = createContext<GraphScene | undefined>(undefined)

/** A graph that stands still: nothing is asked of the server about it, nothing is told, and nothing is done to it. */
export interface StillGraph {
  /** The moment that it is of, in milliseconds since 1970. */
  readonly at: number
  /** What is shown of a task. */
  readonly describe: (task: string) => ReactNode
}

/** Undefined for a graph that lives. */
export const StillContext = createContext<StillGraph | undefined>(undefined)

export function useStill(): StillGraph | undefined {
  return useContext(StillContext)
}

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
