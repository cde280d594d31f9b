import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import { viewStateOrder, viewStates } from '../../../shared/view-states.ts'
import type { Stats } from '../../api/wire.ts'
import { Sparkline } from '../../components/sparkline.tsx'
import { StateGlyph } from '../../components/state-badge.tsx'
import { StateBar } from '../../components/state-bar.tsx'
import { Elapsed } from '../../components/time.tsx'
import { formatCapped, formatCount } from '../../format/count.ts'
import { useSession } from '../../session.ts'

import styles from './overview.module.css'

/** The counts of every state, and four numbers that should be small. */
export function Tiles({ stats }: { readonly stats: Stats }) {
  const { queries } = useSession()
  const { data: series } = useQuery(queries.series('1h', ''))
  const states = viewStateOrder.filter((state) => (stats.counts[state] ?? 0) > 0)
  return (
    <div className={styles['tiles']}>
      <section className={styles['states']} aria-label="Tasks by state">
        <StateBar counts={stats.counts} size="large" />
        <ul className={styles['stateList']}>
          {states.map((state) => (
            <li key={state}>
              <Link to="/tasks" search={{ q: `state:${state}` }} className={styles['stateTile']}>
                <span className={styles['number']}>{formatCount(stats.counts[state] ?? 0)}</span>
                <span className={styles['stateName']}>
                  <StateGlyph state={state} size={12} /> {viewStates[state].word}
                </span>
                {(state === 'finished' || state === 'failed') && (
                  <LastHour perMinute={series?.[state] ?? []} colour={`--state-${state}`} />
                )}
              </Link>
              {state === 'expired' && (
                <Link
                  to="/tasks"
                  search={{ q: 'state:expired ran:no' }}
                  className={styles['inTile']}
                  aria-label="Expired, never ran"
                >
                  never ran
                </Link>
              )}
            </li>
          ))}
        </ul>
      </section>
      <Warnings stats={stats} />
    </div>
  )
}

interface LastHourProps {
  readonly perMinute: readonly number[]
  readonly colour: string
}

/** How many came to a state in each minute of the last hour, where any did: as a line, and in words. */
function LastHour({ perMinute, colour }: LastHourProps) {
  const sum = perMinute.reduce((total, each) => total + each, 0)
  if (sum === 0) return null
  const rate = sum / perMinute.length
  return (
    <>
      <Sparkline values={perMinute} colour={colour} />
      <span title="On the average of the last hour">{rate < 0.1 ? '<0.1' : rate.toFixed(1)} a minute</span>
    </>
  )
}

function Warnings({ stats }: { readonly stats: Stats }) {
  return (
    <ul className={styles['warnings']}>
      <Warning title="Oldest ready task" q="state:ready" sort="updated" isAlarming={false}>
        {stats.oldestReadyAt === undefined ? '–' : <Elapsed from={stats.oldestReadyAt} />}
      </Warning>
      <Warning title="Expire within a minute" q="expires<1m" isAlarming={stats.expiringSoon.count > 0}>
        {formatCapped(stats.expiringSoon)}
      </Warning>
      <Warning title="Lease ran out" q="lease<0s" isAlarming={stats.leaseRanOut.count > 0}>
        {formatCapped(stats.leaseRanOut)}
      </Warning>
      <li>
        <Link
          to="/dags"
          search={{ q: 'state:failed' }}
          className={styles['warning']}
          data-alarming={stats.dags.failed.count > 0}
        >
          <span className={styles['number']}>{formatCapped(stats.dags.failed)}</span>
          <span>DAGs failed</span>
        </Link>
      </li>
    </ul>
  )
}

interface WarningProps {
  readonly title: string
  readonly q: string
  readonly sort?: string
  readonly isAlarming: boolean
  readonly children: ReactNode
}

function Warning({ title, q, sort, isAlarming, children }: WarningProps) {
  return (
    <li>
      <Link to="/tasks" search={{ q, sort }} className={styles['warning']} data-alarming={isAlarming}>
        <span className={styles['number']}>{children}</span>
        <span>{title}</span>
      </Link>
    </li>
  )
}
