import { Panel } from '@xyflow/react'
import { useSyncExternalStore } from 'react'

import { BulkBar } from '../../pages/tasks/bulk-bar.tsx'
import { viewOf } from '../model/task-graph.ts'
import { useScene, useStill } from '../stage/graph-context.ts'
import { useSlowLook } from '../stage/use-slow-changes.ts'

import styles from './tools.module.css'

/** What can be done to the marked tasks: the same as in a list. */
export function MarkBar() {
  const scene = useScene()
  const marked = useSyncExternalStore(scene.marks.changed.subscribe, () => scene.marks.ids)
  useSlowLook(scene)
  const isStill = useStill() !== undefined
  const { graph } = scene
  const rows = [...marked].flatMap((id) => {
    const task = graph.placeOf.get(id)
    return task === undefined ? [] : [{ id, view: viewOf(graph, task) }]
  })
  if (marked.size === 0 || isStill) return null
  return (
    <Panel position="top-center" className={styles['marks']}>
      <BulkBar marked={marked} rows={rows} onMark={(ids) => scene.marks.set(ids)} filter="" />
    </Panel>
  )
}
