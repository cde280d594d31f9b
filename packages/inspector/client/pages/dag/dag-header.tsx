import { Link } from '@tanstack/react-router'

import { viewStateOrder, viewStates } from '../../../shared/view-states.ts'
import type { Counts, DagDetail } from '../../api/wire.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { DagStateBadge } from '../../components/dag-state.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { StateGlyph } from '../../components/state-badge.tsx'
import { progressOf, StateBar } from '../../components/state-bar.tsx'
import { Countdown, Elapsed, RelativeTime } from '../../components/time.tsx'
import { formatCount } from '../../format/count.ts'
import { DagActions } from './dag-actions.tsx'
import { DagBackground } from './dag-background.tsx'

import styles from './dag-page.module.css'

interface DagHeaderProps {
  readonly id: string
  readonly detail: DagDetail | undefined
}

export function DagHeader({ id, detail }: DagHeaderProps) {
  if (detail === undefined) return <PageHeader title={`DAG ${id}`} />
  const { dag } = detail
  return (
    <PageHeader
      title={dag.names.length === 0 ? `DAG ${id}` : dag.names.join(', ')}
      actions={<DagActions dag={dag} />}
      detail={
        <>
          <DagStateBadge state={dag.state} />
          <span>
            <code>{id}</code> <CopyButton text={id} label="Copy the id" isIcon />
          </span>
          <span>
            pushed <RelativeTime time={dag.createdAt} />
          </span>
          <span>
            {dag.finishedAt === undefined ? 'running for ' : 'took '}
            <Elapsed from={dag.createdAt} to={dag.finishedAt} />
          </span>
          {dag.finishedAt === undefined && detail.estimatedEnd !== undefined && (
            <span>
              about <Countdown until={detail.estimatedEnd} over="no time" /> left
            </span>
          )}
        </>
      }
    >
      <DagProgress id={id} counts={dag.counts} />
      <DagBackground id={id} detail={detail} />
    </PageHeader>
  )
}

function DagProgress({ id, counts }: { readonly id: string; readonly counts: Counts }) {
  const { total, settled } = progressOf(counts)
  return (
    <div className={styles['progress']}>
      <StateBar counts={counts} size="large" />
      <div className={styles['chips']}>
        <span>
          {formatCount(settled)} of {formatCount(total)} settled
        </span>
        {viewStateOrder.map((state) => {
          const count = counts[state] ?? 0
          return count === 0 ? null : (
            <Link
              key={state}
              to="/dags/$id/tasks"
              params={{ id }}
              search={{ q: `state:${state}` }}
              className={styles['chip']}
            >
              <StateGlyph state={state} size={12} /> {formatCount(count)}{' '}
              {viewStates[state].word.toLowerCase()}
            </Link>
          )
        })}
      </div>
    </div>
  )
}
