import { describeTask } from '../../graph/scene/describe.ts'
import { useScene } from '../../graph/stage/graph-context.ts'
import { Point } from '../task/point.tsx'

import styles from '../task/task.module.css'

interface SnapshotTaskProps {
  readonly id: string
  /** Of what failed by itself. */
  readonly error: string | undefined
}

const times = [
  ['Pushed', 'createdAt'],
  ['Started', 'startedAt'],
  ['Settled', 'settledAt'],
  ['Expires', 'expiresAt'],
] as const

/** What a snapshot knows of one of its tasks. */
export function SnapshotTask({ id, error }: SnapshotTaskProps) {
  const { graph, standings, replayed: now = 0 } = useScene()
  const task = graph.placeOf.get(id)
  if (task === undefined) return <p className={styles['header']}>It is not in the snapshot.</p>
  return (
    <div className={styles['header']}>
      <h2>{describeTask({ graph, standings, now }, task)}</h2>
      {error !== undefined && <p className={styles['failure']}>{error}</p>}
      {times.map(
        ([name, column]) =>
          graph[column][task]! > 0 && (
            <p key={name}>
              {name} <Point time={graph[column][task]!} />
            </p>
          ),
      )}
    </div>
  )
}
