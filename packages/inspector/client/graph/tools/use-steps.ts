import { useMemo } from 'react'

import type { Shortcut } from '../../keyboard/shortcuts.ts'
import { readingOrder } from '../layout/keyboard-moves.ts'
import { viewOf } from '../model/task-graph.ts'
import type { GraphScene } from '../scene/graph-scene.ts'
import { plain } from '../scene/look.ts'
import type { Camera } from '../stage/camera.ts'

export interface Steps {
  /** To the next or previous task that answers the query or the question. */
  readonly hit: (by: 1 | -1) => void
  /** To the next or previous failure, in the order in which the graph is read. */
  readonly failure: (by: 1 | -1) => void
  /** To the next or previous task that is not hidden. */
  readonly along: (by: 1 | -1) => void
  /** To the next or previous edge of the node that the keyboard is at, which comes into sight. */
  readonly edge: (by: 1 | -1) => void
}

interface Means {
  readonly goTo: (task: number) => void
  readonly camera: Camera
}

export function useSteps(scene: GraphScene, { goTo, camera }: Means): Steps {
  return useMemo(() => {
    const stepThrough = (tasks: readonly number[], by: 1 | -1): void => {
      const next = following(scene, tasks, by)
      if (next !== undefined) goTo(next)
    }
    return {
      hit: (by) => stepThrough(scene.look.hits, by),
      failure: (by) => stepThrough(inOrder(scene, isFailure), by),
      along: (by) => stepThrough(inOrder(scene, isSeen), by),
      edge: (by) => {
        scene.walkEdges(by)
        if (scene.focused !== undefined) camera.reveal(scene.focused)
      },
    }
  }, [scene, goTo, camera])
}

/** The keys that step. */
export function stepKeys({ hit, failure, edge }: Steps): Shortcut[] {
  return [
    { key: 'n', label: 'Next hit', run: () => hit(1) },
    { key: 'N', label: 'Previous hit', run: () => hit(-1) },
    { key: ']', label: 'Next failure', run: () => failure(1) },
    { key: '[', label: 'Previous failure', run: () => failure(-1) },
    { key: 'e', label: 'Read the next edge of a task; Enter goes to its other end', run: () => edge(1) },
    { key: 'E', label: 'Read the previous edge', run: () => edge(-1) },
  ]
}

/** The task after the focused one in a list; the list goes round. Within a stack it is the selected task that counts. */
function following(scene: GraphScene, tasks: readonly number[], by: 1 | -1): number | undefined {
  const { focused, placed, controls, graph } = scene
  const isHere = (task: number): boolean => placed?.shown.nodeOf[task] === focused
  const selected = tasks.findIndex((task) => graph.ids[task] === controls.task && isHere(task))
  const at = selected === -1 ? tasks.findIndex(isHere) : selected
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
