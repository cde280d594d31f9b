import { viewStates } from '../../../shared/view-states.ts'
import { StateBar } from '../../components/state-bar.tsx'
import type { TaskGraph } from '../model/task-graph.ts'
import { countStates, urgencyOf } from '../scene/node-states.ts'

import styles from './task-card.module.css'

interface StackCardProps {
  readonly graph: TaskGraph
  readonly title: string
  readonly members: readonly number[]
}

const mostNamed = 2

/** Many tasks as one card: their name, how many, and how many are in each state. */
export function StackCard({ graph, title, members }: StackCardProps) {
  const counts = countStates(graph, members)
  const urgent = counts
    .toSorted((one, other) => urgencyOf(other.view) - urgencyOf(one.view))
    .slice(0, mostNamed)
  return (
    <>
      <div className={styles['title']}>
        <span className={styles['name']}>{title}</span>
        <span className={styles['count']}>× {members.length.toLocaleString('en-GB')}</span>
      </div>
      <StateBar counts={Object.fromEntries(counts.map(({ view, count }) => [view, count]))} />
      <div className={styles['detail']}>
        {urgent.map(({ view, count }) => (
          <span key={view}>
            {count.toLocaleString('en-GB')} {viewStates[view].word.toLowerCase()}
          </span>
        ))}
      </div>
    </>
  )
}
