import { useCallback, useEffect, useRef, useState } from 'react'

import type { GraphColumns } from '../../../shared/graph-columns.ts'
import type { TaskRow } from '../../api/wire.ts'
import { now } from '../../live/clock.ts'
import { useSession } from '../../session.ts'
import { readTaskGraph } from '../model/task-graph.ts'
import { GraphScene } from '../scene/graph-scene.ts'
import { useStill } from './graph-context.ts'
import type { Wanted } from './use-arrangement.ts'

/** A picture read now may be older than what was told while it was read: so long are changes kept and written again. */
const keptMilliseconds = 5_000
/** New tasks and root causes are read together, at most so often. */
const growMilliseconds = 1_000

/** The scene of a DAG: made from what the server gave, kept fresh by the live stream unless it stands still. */
export function useGraphScene(columns: GraphColumns, wanted: Wanted): GraphScene {
  const still = useStill()
  const [scene] = useState(() => {
    const { stacking, unfolded, direction } = wanted
    const made = new GraphScene(readTaskGraph(columns), { selection: { stacking, unfolded }, direction, now })
    made.replayed = still?.at
    return made
  })
  const [recent] = useState(() => new RecentChanges(columns))
  const readAnew = useReadAnew(scene.graph.dagId)

  useEffect(() => {
    if (!recent.isNew(columns)) return
    scene.update(readTaskGraph(columns))
    if (scene.change(recent.rows()).isCascade) readAnew()
  }, [columns, readAnew, recent, scene])

  const { live } = useSession()
  const isStill = still !== undefined
  useEffect(() => {
    if (isStill) return undefined
    const { dagId } = scene.graph
    const ends = [
      live.on('tasks', ({ tasks }) => {
        const own = tasks.filter((task) => task.dagId === dagId || scene.graph.placeOf.has(task.id))
        recent.add(own)
        const { unknown, isCascade } = scene.change(own)
        if (unknown.length > 0 || isCascade) readAnew()
      }),
      live.on('removed', ({ ids }) => {
        if (ids.some((id) => scene.graph.placeOf.has(id))) readAnew()
      }),
    ]
    return () => {
      for (const end of ends) end()
    }
  }, [isStill, live, readAnew, recent, scene])

  useEffect(() => () => scene.close(), [scene])
  return scene
}

/** Reads a graph anew, soon. */
function useReadAnew(dagId: string): () => void {
  const { cache, queries } = useSession()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      timer.current = undefined
    },
    [],
  )
  return useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      void cache.invalidateQueries({ queryKey: queries.dagGraph(dagId).queryKey })
    }, growMilliseconds)
  }, [cache, dagId, queries])
}

/** What was told of late, over what was read. */
class RecentChanges {
  #read: GraphColumns
  readonly #rows = new Map<string, { readonly row: TaskRow; readonly at: number }>()

  constructor(read: GraphColumns) {
    this.#read = read
  }

  /** True when a graph is not the one that was seen before. */
  isNew(columns: GraphColumns): boolean {
    const before = this.#read
    this.#read = columns
    return columns !== before
  }

  add(rows: readonly TaskRow[]): void {
    const at = Date.now()
    for (const row of rows) {
      this.#rows.delete(row.id)
      this.#rows.set(row.id, { row, at })
    }
    for (const [id, known] of this.#rows) {
      if (at - known.at < keptMilliseconds) break
      this.#rows.delete(id)
    }
  }

  rows(): TaskRow[] {
    const since = Date.now() - keptMilliseconds
    return [...this.#rows.values()].filter(({ at }) => at >= since).map(({ row }) => row)
  }
}
