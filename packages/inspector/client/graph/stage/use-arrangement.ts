import { useCallback, useEffect, useRef, useState } from 'react'

import type { Stacking } from '../../router/search.ts'
import { keepLayout, recallLayout } from '../layout/layout-cache.ts'
import { LayoutWorkers } from '../layout/layout-workers.ts'
import type { Direction, Layout } from '../layout/layout.ts'
import { finishedIds } from '../model/finished-part.ts'
import type { Selection, ShownGraph } from '../model/shown-graph.ts'
import { foundIds } from '../scene/found-ids.ts'
import type { GraphScene } from '../scene/graph-scene.ts'
import { isMotionReduced } from './motion.ts'

export interface Wanted {
  readonly direction: Direction
  readonly stacking: Stacking
  /** Stacks that are shown as their tasks; others than before are folded and unfolded in place. */
  readonly unfolded: ReadonlySet<string>
  /** Lays out what is found, alone; it is found anew when this is another text, and with every layout. */
  readonly isolation: string | undefined
}

export interface Arrangement {
  /** Grows with every layout that comes into force; 0 until the first is there. */
  readonly version: number
  readonly isGivenUp: boolean
  /** Lays out anew: the one way in which what is shown moves. */
  readonly tidy: () => void
}

/** Lays the graph out: when it is opened, when another arrangement is wanted, and when the reader asks. */
export function useArrangement(scene: GraphScene, wanted: Wanted): Arrangement {
  const { direction, stacking, unfolded, isolation } = wanted
  const [state, setState] = useState({ version: 0, isGivenUp: false })
  const workers = useRef<LayoutWorkers>(undefined)
  const run = useRef(0)
  const open = useRef(unfolded)

  const arrange = useCallback(
    async (mayRecall: boolean) => {
      run.current += 1
      const turn = run.current
      workers.current ??= new LayoutWorkers()
      const done = stacking === 'finished' ? finishedIds(scene.graph) : undefined
      const only = isolation === undefined ? undefined : foundIds(scene)
      const selection = { stacking, unfolded: open.current, done, only }
      const shown = scene.show(selection)
      const job = { scene, shown, selection, direction, mayRecall, workers: workers.current }
      const result = await layoutFor(job)
      if (result === undefined || turn !== run.current) return
      scene.place(shown, result.layout, { selection, direction, isGliding: !isMotionReduced() })
      // They may be others since the layout was begun.
      if (open.current !== selection.unfolded) scene.reselect({ ...selection, unfolded: open.current })
      setState(({ version }) => ({ version: version + 1, isGivenUp: result.isGivenUp }))
    },
    [scene, direction, stacking, isolation],
  )

  useEffect(() => {
    open.current = unfolded
    const { placed, selection } = scene
    if (placed !== undefined && selection.unfolded !== unfolded) scene.reselect({ ...selection, unfolded })
  }, [scene, unfolded])

  useEffect(() => void arrange(true), [arrange])

  useEffect(
    () => () => {
      run.current += 1
      workers.current?.close()
      workers.current = undefined
    },
    [],
  )

  const tidy = useCallback(() => void arrange(false), [arrange])
  return { ...state, tidy }
}

interface Job {
  readonly scene: GraphScene
  readonly shown: ShownGraph
  readonly selection: Selection
  readonly direction: Direction
  readonly mayRecall: boolean
  readonly workers: LayoutWorkers
}

async function layoutFor(job: Job): Promise<{ layout: Layout; isGivenUp: boolean } | undefined> {
  const { scene, shown, selection, direction, workers } = job
  const { sources, targets } = shown.links
  const { only, unfolded, done } = selection
  // With another shape than the one that is known by its name, or one that changes with the states, there is nothing to keep.
  const isWhole = only === undefined && unfolded.size === 0 && done === undefined
  const key = `${scene.graph.dagId} ${scene.graph.topology} ${direction} ${selection.stacking}`
  const making = workers.layOut({ size: shown.size, sources, targets, direction })
  if (isWhole && job.mayRecall) {
    // Whichever is there first: the layout is the same.
    const known = await Promise.race([recalled(key, shown), making.then(() => undefined)])
    if (known !== undefined) {
      workers.cancel()
      return { layout: known, isGivenUp: false }
    }
  }
  const result = await making
  if (result !== undefined && isWhole && !result.isGivenUp) void keepLayout(key, result.layout)
  return result
}

/** A kept layout; where there is none that fits, this never comes to an end. */
async function recalled(key: string, shown: ShownGraph): Promise<Layout> {
  const layout = await recallLayout(key)
  const fits = layout?.x.length === shown.size && layout.back.length === shown.links.sources.length
  return fits ? layout : new Promise(() => undefined)
}
