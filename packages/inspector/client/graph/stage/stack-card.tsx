import { viewStates } from '../../../shared/view-states.ts'
import { StateBar } from '../../components/state-bar.tsx'
import { nameOf, type TaskGraph } from '../model/task-graph.ts'
import { countStates } from '../scene/node-states.ts'

import styles from './task-card.module.css'

interface StackCardProps {
  readonly graph: TaskGraph
  readonly members: readonly number[]
}

/** Many tasks as one card: their name, how many, and how many are in each state. */
export function StackCard({ graph, members }: StackCardProps) {
  const counts = countStates(graph, members)
  const worst = counts.find(({ view }) => view === 'failed' || view === 'running') ?? counts[0]
  return (
    <>
      <div className={styles['title']}>
        <span className={styles['name']}>{nameOf(graph, members[0]!)}</span>
        <span className={styles['count']}>× {members.length.toLocaleString('en-GB')}</span>
      </div>
      <StateBar counts={Object.fromEntries(counts.map(({ view, count }) => [view, count]))} />
      <div className={styles['detail']}>
        {worst !== undefined && (
          <span>
            {worst.count.toLocaleString('en-GB')} {viewStates[worst.view].word.toLowerCase()}
          </span>
        )}
      </div>
    </>
  )
}
