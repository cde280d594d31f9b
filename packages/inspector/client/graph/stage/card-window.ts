import { useStore } from '@xyflow/react'
import { useMemo, useState } from 'react'

import { levelFor, mostShapes, type Level } from '../layout/level-of-detail.ts'
import { snapToCells, type Box } from '../layout/spatial-grid.ts'
import { boxOfView, type Room, type View } from '../scene/extent.ts'
import type { GraphScene, Placed } from '../scene/graph-scene.ts'
import { usePlaced } from './graph-context.ts'

/** Room around what is seen, in pixels of the graph, whose nodes are cards already. */
const margin = 80

/** Follows the view. What it tells stays the same until other cells come into sight, so panning within one costs nothing. */
class WindowFollower {
  #counted: { readonly key: string; readonly placed: Placed; readonly cards: number } | undefined
  #level: Level | undefined

  /** The level, and, where nodes are cards, the box in which they are: `full -600,0,1200,900`. */
  follow(placed: Placed, view: View, room: Room): string {
    const box = snapToCells(boxOfView(view, room), margin)
    const key = `${box.left},${box.top},${box.right},${box.bottom}`
    if (this.#counted?.key !== key || this.#counted.placed !== placed) {
      this.#counted = { key, placed, cards: placed.grid.within(box, mostShapes).length }
    }
    this.#level = levelFor({ zoom: view.zoom, cards: this.#counted.cards, before: this.#level })
    return this.#level === 'full' || this.#level === 'title' ? `${this.#level} ${key}` : this.#level
  }
}

export interface CardWindow {
  readonly level: Level
  /** The nodes that are cards. */
  readonly nodes: readonly number[]
}

/** The level of detail, and the nodes that are near enough to be cards. */
export function useCardWindow(scene: GraphScene): CardWindow {
  const placed = usePlaced(scene)
  const [follower] = useState(() => new WindowFollower())
  const sight = useStore(({ transform: [x, y, zoom], width, height }) =>
    placed === undefined ? 'dot' : follower.follow(placed, { x, y, zoom }, { width, height }),
  )
  return useMemo(() => {
    const [level, box] = sight.split(' ')
    const nodes = box === undefined || placed === undefined ? [] : placed.grid.within(readBox(box))
    return { level: level as Level, nodes }
  }, [placed, sight])
}

function readBox(text: string): Box {
  const [left = 0, top = 0, right = 0, bottom = 0] = text.split(',').map(Number)
  return { left, top, right, bottom }
}
