import { ReactFlowProvider } from '@xyflow/react'
import { useLayoutEffect, useMemo, useRef, useState } from 'react'

import type { GraphColumns } from '../../shared/graph-columns.ts'
import { Skeleton } from '../components/skeleton.tsx'
import type { GraphSearch } from '../router/search.ts'
import { parseGraphQuery } from './analysis/graph-query.ts'
import type { GraphViewProps } from './graph-view.tsx'
import { GraphWorkplace } from './graph-workplace.tsx'
import { nodeHeight, nodeWidth } from './layout/layout.ts'
import { unfoldedIn } from './model/stack-keys.ts'
import { stackingFor } from './model/stacking-for.ts'
import { readView, viewOfBox, type Room, type View } from './scene/extent.ts'
import type { GraphScene } from './scene/graph-scene.ts'
import { SceneContext } from './stage/graph-context.ts'
import { useArrangement } from './stage/use-arrangement.ts'
import { useGraphScene } from './stage/use-graph-scene.ts'

import styles from './graph-view.module.css'

interface LoadedGraphProps extends Omit<GraphViewProps, 'dagId'> {
  readonly columns: GraphColumns
}

/** A graph that has been read: it is laid out, and then shown. */
export function LoadedGraph({ columns, search, onSearch }: LoadedGraphProps) {
  const unfolded = useMemo(() => unfoldedIn(search.open), [search.open])
  const wanted = {
    direction: search.direction ?? 'right',
    stacking: stackingFor(search, columns.ids.length),
    unfolded,
    isolation: isolationOf(search),
  } as const
  const scene = useGraphScene(columns, wanted)
  const arrangement = useArrangement(scene, wanted)
  useControls(scene, search)
  const frame = useRef<HTMLDivElement>(null)
  const [room, setRoom] = useState<Room>()
  useLayoutEffect(() => {
    const box = frame.current?.getBoundingClientRect()
    if (box !== undefined) setRoom({ width: box.width, height: box.height })
  }, [])
  const isReady = arrangement.version > 0 && room !== undefined
  return (
    <SceneContext value={scene}>
      <div
        ref={frame}
        className={styles['view']}
        data-graph-ready={isReady ? arrangement.version : undefined}
      >
        {isReady ? (
          <ReactFlowProvider>
            <GraphWorkplace
              search={search}
              onSearch={onSearch}
              arrangement={arrangement}
              firstView={firstViewOf(scene, search, roomOfStage(room, search))}
            />
          </ReactFlowProvider>
        ) : (
          <Skeleton label="The graph is being laid out" rows={6} height={64} />
        )}
      </div>
    </SceneContext>
  )
}

/** Lets the scene know what the address asks. */
function useControls(scene: GraphScene, { q, hide, only, show, task }: GraphSearch): void {
  const query = useMemo(() => parseGraphQuery(q ?? ''), [q])
  useLayoutEffect(() => {
    scene.control({
      query: query.alternatives.length === 0 ? undefined : query,
      hide,
      only,
      show,
      task,
    })
  }, [scene, query, hide, only, show, task])
}

/** What tasks are found by, where these are laid out alone. */
function isolationOf({ isolate, q, hide, only, show }: GraphSearch): string | undefined {
  return isolate === undefined ? undefined : [q, hide, only, show].join('\n')
}

const toolbarHeight = 44
const outlineWidth = 250
const narrow = 720

/** What the toolbar and the outline leave of the frame. */
function roomOfStage({ width, height }: Room, { outline }: GraphSearch): Room {
  const hasOutline = outline !== 'closed' && width > narrow
  return { width: width - (hasOutline ? outlineWidth : 0), height: Math.max(height - toolbarHeight, 100) }
}

/** The view that the address says; else the selected task, readable; else everything. */
function firstViewOf(scene: GraphScene, { v, task }: GraphSearch, room: Room): View {
  const given = readView(v)
  const { placed, graph } = scene
  if (given !== undefined || placed === undefined) return given ?? { x: 0, y: 0, zoom: 1 }
  const node = task === undefined ? -1 : (placed.shown.nodeOf[graph.placeOf.get(task) ?? -1] ?? -1)
  if (node === -1) return viewOfBox(placed.extent, room)
  const [left, top] = [placed.layout.x[node]!, placed.layout.y[node]!]
  return viewOfBox({ left, top, right: left + nodeWidth, bottom: top + nodeHeight }, room)
}
