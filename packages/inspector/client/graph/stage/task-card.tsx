import type { NodeProps } from '@xyflow/react'
import { memo, useCallback, useSyncExternalStore } from 'react'

import { viewStateOrder, viewStates } from '../../../shared/view-states.ts'
import { StateGlyph } from '../../components/state-badge.tsx'
import { formatDuration } from '../../format/duration.ts'
import { isStack, titleOf, type ShownGraph } from '../model/shown-graph.ts'
import { isSettledCode, nameOf } from '../model/task-graph.ts'
import { describeNode, priorityWords } from '../scene/describe.ts'
import type { GraphScene } from '../scene/graph-scene.ts'
import { dim, hidden } from '../scene/look.ts'
import { ExpiryRing } from './expiry-ring.tsx'
import { useScene } from './graph-context.ts'
import { StackCard } from './stack-card.tsx'
import { useMoment } from './use-moment.ts'

import styles from './task-card.module.css'

/** The id that the card of a node has in the document. */
export function cardId(key: string): string {
  return `graph-card-${key}`
}

/** The card of a task or a stack. It follows its own state alone, and is drawn again when that changes. */
export const TaskCard = memo(function TaskCard({ id }: NodeProps) {
  const scene = useScene()
  const subscribe = useCallback((listener: () => void) => scene.cards.subscribe(id, listener), [scene, id])
  useSyncExternalStore(subscribe, () => scene.cards.version(id))
  useSyncExternalStore(scene.marks.changed.subscribe, () => isMarked(scene, id))
  const node = scene.placed?.shown.nodeOfKey.get(id)
  if (node === undefined || scene.placed === undefined) return null
  const { shown } = scene.placed
  if (scene.look.visibility[node] === hidden) return null
  const number = scene.look.numbers.get(node)
  return (
    <div
      id={cardId(id)}
      role="group"
      aria-label={describeNode(scene.subject(shown), node) + (isMarked(scene, id) ? ', marked' : '')}
      className={styles['card']}
      data-new={scene.arrivals.has(id) || undefined}
      data-marked={isMarked(scene, id) || undefined}
      {...looksOf(scene, shown, node)}
    >
      {number !== undefined && <span className={styles['number']}>{number}</span>}
      {isStack(shown, node) ? (
        <StackCard
          graph={scene.graph}
          title={titleOf(scene.graph, shown, node)}
          members={shown.members[node]!}
        />
      ) : (
        <Contents scene={scene} task={shown.members[node]![0]!} />
      )}
    </div>
  )
})

function looksOf(scene: GraphScene, shown: ShownGraph, node: number) {
  return {
    'data-state': viewStateOrder[scene.placed?.states[node] ?? 0],
    'data-dim': scene.look.visibility[node] === dim || undefined,
    'data-focused': scene.focused === node || undefined,
    'data-stack': isStack(shown, node) || undefined,
  }
}

/** A stack is marked when all of its tasks are. */
function isMarked(scene: GraphScene, id: string): boolean {
  const { ids } = scene.marks
  const node = scene.placed?.shown.nodeOfKey.get(id)
  return ids.size > 0 && node !== undefined && scene.idsOf(node).every((task) => ids.has(task))
}

function Contents({ scene, task }: { readonly scene: GraphScene; readonly task: number }) {
  const { graph, replayed } = scene
  const view = viewStateOrder[graph.states[task]!]!
  const isSettled = isSettledCode[graph.states[task]!] === 1
  const attempt = graph.attempts[task]!
  const isForeign = graph.foreign.has(task)
  return (
    <>
      <div className={styles['title']}>
        <StateGlyph state={view} size={16} />
        <span className={styles['name']}>{nameOf(graph, task)}</span>
        <Priority priority={graph.priorities[task]!} />
      </div>
      <div className={styles['detail']}>
        <span>{viewStates[view].word}</span>
        <Duration scene={scene} task={task} isRunning={view === 'running'} />
        {attempt > 1 && <span title={`Attempt ${attempt}`}>↻ {attempt}</span>}
        {isForeign && <span title={`Of DAG ${graph.foreign.get(task)}`}>other DAG</span>}
        {view !== 'finished' && graph.missing.has(task) && (
          <span className={styles['missing']}>dependency missing</span>
        )}
        {!isSettled && replayed === undefined && (
          <ExpiryRing from={graph.createdAt[task]!} until={graph.expiresAt[task]!} />
        )}
      </div>
    </>
  )
}

function Priority({ priority }: { readonly priority: number }) {
  return (
    <svg
      className={styles['priority']}
      data-priority={priority}
      viewBox="0 0 12 12"
      width="12"
      height="12"
      role="img"
      aria-label={`Priority ${priorityWords[priority]}`}
    >
      {[1, 2, 3].map((bar) => (
        <rect
          key={bar}
          x={(bar - 1) * 4}
          y={12 - bar * 4}
          width="3"
          height={bar * 4}
          rx="0.5"
          opacity={bar <= priority ? 1 : 0.22}
        />
      ))}
    </svg>
  )
}

interface DurationProps {
  readonly scene: GraphScene
  readonly task: number
  readonly isRunning: boolean
}

/** How long it ran, or has been running. */
function Duration({ scene, task, isRunning }: DurationProps) {
  const { graph } = scene
  const from = graph.startedAt[task]!
  const to = graph.settledAt[task]!
  if (Number.isNaN(from)) return null
  if (isRunning) return <Running scene={scene} from={from} />
  return Number.isNaN(to) ? null : <span>{formatDuration(to - from)}</span>
}

function Running({ scene, from }: { readonly scene: GraphScene; readonly from: number }) {
  return <span>{formatDuration(useMoment(scene) - from)}</span>
}
