import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'

import { DagStateBadge } from '../../components/dag-state.tsx'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { progressOf, StateBar } from '../../components/state-bar.tsx'
import { formatShare } from '../../format/count.ts'
import { useSession } from '../../session.ts'
import { shortId } from '../tasks/task-columns.tsx'

import styles from './overview.module.css'

/** The DAGs that run, then the latest of the others, and how far they are. */
export function ActiveDags() {
  const { queries } = useSession()
  const { data, error, refetch } = useQuery(queries.fewDags())
  const dags = data ?? []
  return (
    <section className={styles['panel']} aria-labelledby="dags-title">
      <h2 id="dags-title" className={styles['panelTitle']}>
        <Link to="/dags">Running and latest DAGs</Link>
      </h2>
      {data === undefined && error === null && <Skeleton label="The DAGs are being read" rows={4} />}
      {data === undefined && error !== null && (
        <ErrorPanel error={error} what="The DAGs" onRetry={() => void refetch()} />
      )}
      {data !== undefined && dags.length === 0 && <p className={styles['calm']}>There are none.</p>}
      <ul>
        {dags.map((dag) => {
          const { total, settled } = progressOf(dag.counts)
          return (
            <li key={dag.id} className={styles['dag']}>
              <DagStateBadge state={dag.state} />
              <Link to="/dags/$id/graph" params={{ id: dag.id }} className={styles['message']} title={dag.id}>
                {dag.names.join(', ')} <code>{shortId(dag.id)}</code>
              </Link>
              <StateBar counts={dag.counts} />
              <span className={styles['share']}>{total === 0 ? '–' : formatShare(settled / total)}</span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
