import { describeNode } from '../scene/describe.ts'
import { useScene } from './graph-context.ts'
import { useFocusedNode } from './use-special-nodes.ts'

/** Says, to a screen reader, what the keyboard has come to. */
export function LiveText() {
  const scene = useScene()
  const node = useFocusedNode(scene)
  const text =
    node === undefined || scene.placed === undefined
      ? ''
      : describeNode(scene.subject(scene.placed.shown), node)
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {text}
    </div>
  )
}
