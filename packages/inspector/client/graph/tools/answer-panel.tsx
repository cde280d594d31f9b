import { Panel } from '@xyflow/react'

import { StateBadge } from '../../components/state-badge.tsx'
import { counted } from '../../format/count.ts'
import { formatDuration } from '../../format/duration.ts'
import type { GraphSearch } from '../../router/search.ts'
import { medianDurations, timeLeft } from '../analysis/critical-path.ts'
import { rootCausesOf } from '../analysis/root-causes.ts'
import { nameOf, viewOf } from '../model/task-graph.ts'
import type { GraphScene } from '../scene/graph-scene.ts'
import { useScene } from '../stage/graph-context.ts'
import { useMoment } from '../stage/use-moment.ts'
import { useSlowLook } from '../stage/use-slow-changes.ts'

import styles from './tools.module.css'

type Question = NonNullable<GraphSearch['show']>

interface AnswerPanelProps {
  readonly search: GraphSearch
  readonly onPick: (task: number) => void
}

const mostListed = 12

/** The answer to the question that is asked of the graph: a sentence, and the tasks in order. */
export function AnswerPanel({ search, onPick }: AnswerPanelProps) {
  const scene = useScene()
  const { hits } = useSlowLook(scene)
  if (search.show === undefined) return null
  const { graph } = scene
  const medians = search.show === 'blocked' ? medianDurations(graph) : undefined
  return (
    <Panel position="top-right" className={styles['answer']}>
      <p>{sentences[search.show](scene)}</p>
      <ol>
        {hits.slice(0, mostListed).map((task, at) => (
          <li key={graph.ids[task]}>
            <button type="button" onClick={() => onPick(task)}>
              <span className={styles['place']}>{at + 1}</span>
              <span className={styles['name']}>{nameOf(graph, task)}</span>
              {medians !== undefined && <TimeLeft task={task} medians={medians} />}
              <StateBadge state={viewOf(graph, task)} />
            </button>
          </li>
        ))}
      </ol>
      {hits.length > mostListed && <p>and {hits.length - mostListed} more; N steps through all.</p>}
    </Panel>
  )
}

interface TimeLeftProps {
  readonly task: number
  /** The median run of each definition. */
  readonly medians: ReadonlyMap<number, number>
}

/** How long a task that is waited for will take still, where something of its kind has run in this graph. */
function TimeLeft({ task, medians }: TimeLeftProps) {
  const scene = useScene()
  const left = timeLeft(scene.graph, task, { medians, now: useMoment(scene) })
  if (left === undefined) return null
  return <span className={styles['result']}>{left > 0 ? `about ${formatDuration(left)}` : 'any moment'}</span>
}

const sentences: Readonly<Record<Question, (scene: GraphScene) => string>> = {
  blocked: ({ look }) =>
    look.hits.length === 0
      ? 'Nothing is blocked.'
      : `In the end everything here waits for ${counted(look.hits.length, 'task')}.`,
  root: ({ graph, look }) => {
    const taken = rootCausesOf(graph).reduce((sum, { cascade }) => sum + cascade, 0)
    if (look.hits.length === 0) return 'Nothing failed.'
    const cascade = taken === 0 ? '' : `, and took ${taken.toLocaleString('en-GB')} more with them`
    return `${counted(look.hits.length, 'task')} failed by themselves${cascade}.`
  },
  critical: ({ look: { hits, remaining } }) => {
    if (hits.length === 0) return 'Nothing has run yet.'
    const left =
      remaining === undefined || remaining === 0 ? '' : `; about ${formatDuration(remaining)} are left`
    return `${counted(hits.length, 'task')} decide when this ends${left}.`
  },
}
