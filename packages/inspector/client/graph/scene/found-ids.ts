import type { GraphScene } from './graph-scene.ts'
import { lookOf, plain } from './look.ts'

/** The ids of the tasks that are neither hidden nor dimmed; undefined when that is all of them, or none. */
export function foundIds(scene: GraphScene): ReadonlySet<string> | undefined {
  const { ids } = scene.graph
  const everyTask = scene.show({ stacking: 'none', unfolded: new Set() })
  const { visibility } = lookOf(scene.subject(everyTask), scene.controls)
  const found = new Set(ids.filter((_, task) => visibility[task] === plain))
  return found.size === 0 || found.size === ids.length ? undefined : found
}
