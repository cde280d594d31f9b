import { useSyncExternalStore } from 'react'

import { counted } from '../../format/count.ts'
import { describeNode } from '../scene/describe.ts'
import { useScene } from './graph-context.ts'
import { useFocusedNode } from './use-special-nodes.ts'
import { useWalkedEdgeText } from './walked-edge.tsx'

/** Says, to a screen reader, what the keyboard has come to, and how many tasks are marked. */
export function LiveText() {
  const scene = useScene()
  const node = useFocusedNode(scene)
  const ofEdge = useWalkedEdgeText(scene)
  const text =
    node === undefined || scene.placed === undefined || ofEdge !== ''
      ? ofEdge
      : describeNode(scene.subject(scene.placed.shown), node)
  const marked = useSyncExternalStore(scene.marks.changed.subscribe, () => scene.marks.ids.size)
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {text}
      {marked > 0 && ` ${counted(marked, 'task')} marked`}
    </div>
  )
}
