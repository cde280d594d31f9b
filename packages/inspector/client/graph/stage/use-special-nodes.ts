import { useMemo, useSyncExternalStore } from 'react'

import type { GraphScene } from '../scene/graph-scene.ts'

/** The node that the keyboard is at. */
export function useFocusedNode(scene: GraphScene): number | undefined {
  return useSyncExternalStore(scene.drawn.subscribe, () => scene.focused)
}

export function useHoveredNode(scene: GraphScene): number | undefined {
  return useSyncExternalStore(scene.drawn.subscribe, () => scene.hovered)
}

/** Nodes that stand in the document at every level: the one that the keyboard is at, and the selected one. */
export function useSpecialNodes(scene: GraphScene, selected: number | undefined): readonly number[] {
  const focused = useFocusedNode(scene)
  return useMemo(
    () => [...new Set([focused, selected])].filter((node) => node !== undefined),
    [focused, selected],
  )
}
