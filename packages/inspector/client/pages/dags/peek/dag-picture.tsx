import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'

import { LayoutWorkers } from '../../../graph/layout/layout-workers.ts'
import type { Layout } from '../../../graph/layout/layout.ts'
import { readTaskGraph, type TaskGraph } from '../../../graph/model/task-graph.ts'
import { useSession } from '../../../session.ts'
import { paintPicture } from './paint-picture.ts'

import styles from './dag-picture.module.css'

/** Of so many shapes the layouts are kept. */
const mostLayouts = 50
const layouts = new Map<string, Layout>()

interface DagPictureProps {
  readonly dagId: string
  readonly row: Element
  /** Where the pointer is, across; undefined for the keyboard. */
  readonly x: number | undefined
}

const size = { width: 264, height: 168 } as const
const gap = 6

/** A small picture of a DAG beside its row, which it repeats: for the eye alone. */
export function DagPicture({ dagId, row, x }: DagPictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { data } = useQuery(useSession().queries.dagGraph(dagId))
  const graph = useMemo(() => (data === undefined || data.isCut ? undefined : readTaskGraph(data)), [data])
  const layout = useLayout(graph)
  useEffect(() => {
    if (canvas.current !== null && graph !== undefined && layout?.x.length === graph.ids.length)
      paintPicture(canvas.current, graph, layout)
  }, [graph, layout])
  if (graph === undefined || layout === undefined) return null
  return (
    <div className={styles['picture']} style={{ ...size, ...placeBeside(row, x) }} aria-hidden="true">
      <canvas ref={canvas} />
    </div>
  )
}

/** Under the row, or over it where there is no room; within the window. */
function placeBeside(row: Element, x: number | undefined): { left: number; top: number } {
  const { left, width, top, bottom } = row.getBoundingClientRect()
  const wanted = (x ?? left + width / 3) + gap
  const isAbove = bottom + gap + size.height > innerHeight
  return {
    left: Math.max(gap, Math.min(wanted, innerWidth - size.width - gap)),
    top: isAbove ? top - gap - size.height : bottom + gap,
  }
}

/** Lays a graph out in a worker, once for each shape. */
function useLayout(graph: TaskGraph | undefined): Layout | undefined {
  const [, setMade] = useState(0)
  const key = graph === undefined ? '' : `${graph.dagId} ${graph.topology}`
  useEffect(() => {
    if (graph === undefined || layouts.has(key)) return undefined
    const workers = new LayoutWorkers()
    void layOut(workers, graph, key).then(() => setMade((count) => count + 1))
    return () => workers.close()
  }, [graph, key])
  return layouts.get(key)
}

async function layOut(workers: LayoutWorkers, { ids, links }: TaskGraph, key: string): Promise<void> {
  const { sources, targets } = links
  const made = await workers.layOut({ size: ids.length, sources, targets, direction: 'right' })
  if (made !== undefined) keep(key, made.layout)
}

function keep(key: string, layout: Layout): void {
  layouts.set(key, layout)
  for (const oldest of layouts.keys()) {
    if (layouts.size <= mostLayouts) return
    layouts.delete(oldest)
  }
}
