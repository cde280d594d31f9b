import { useMemo } from 'react'

import { readingOrder } from '../layout/keyboard-moves.ts'
import { viewOf } from '../model/task-graph.ts'
import type { GraphScene } from '../scene/graph-scene.ts'
import { plain } from '../scene/look.ts'

export interface Steps {
  /** To the next or previous task that answers the query or the question. */
  readonly hit: (by: 1 | -1) => void
  /** To the next or previous failure, in the order in which the graph is read. */
  readonly failure: (by: 1 | -1) => void
  /** To the next or previous task that is not hidden. */
  readonly along: (by: 1 | -1) => void
}

export function useSteps(scene: GraphScene, goTo: (task: number) => void): Steps {
  return useMemo(() => {
    const stepThrough = (tasks: readonly number[], by: 1 | -1): void => {
      const next = following(scene, tasks, by)
      if (next !== undefined) goTo(next)
    }
    return {
      hit: (by) => stepThrough(scene.look.hits, by),
      failure: (by) => stepThrough(inOrder(scene, isFailure), by),
      along: (by) => stepThrough(inOrder(scene, isSeen), by),
    }
  }, [scene, goTo])
}

/** The task after the focused one in a list; the list goes round. */
function following(scene: GraphScene, tasks: readonly number[], by: 1 | -1): number | undefined {
  const { focused, placed } = scene
  const at = tasks.findIndex((task) => placed?.shown.nodeOf[task] === focused)
  if (at === -1) return by === 1 ? tasks[0] : tasks.at(-1)
  return tasks[(at + by + tasks.length) % tasks.length]
}

type Test = (scene: GraphScene, task: number) => boolean

const isFailure: Test = ({ graph }, task) => ['failed', 'expired'].includes(viewOf(graph, task))
const isSeen: Test = ({ look, placed }, task) => look.visibility[placed?.shown.nodeOf[task] ?? -1] === plain

function inOrder(scene: GraphScene, test: Test): number[] {
  const { placed, direction } = scene
  if (placed === undefined) return []
  return readingOrder(placed.layout, direction)
    .flatMap((node) => placed.shown.members[node]!)
    .filter((task) => test(scene, task))
}
