import { viewStates } from '../../../shared/view-states.ts'
import type { TaskDetail } from '../../api/wire.ts'
import { StateBadge } from '../../components/state-badge.tsx'
import { Elapsed } from '../../components/time.tsx'
import { formatClock } from '../../format/point-in-time.ts'
import { useNow } from '../../live/clock.ts'
import { usePreferences } from '../../preferences/preferences.ts'

import styles from './task.module.css'

interface StretchListProps {
  readonly stretches: TaskDetail['timeline']
}

/** The stretches of a task's life: one bar to scale, and a line for each. */
export function StretchList({ stretches }: StretchListProps) {
  const { clock } = usePreferences()
  return (
    <>
      <StretchBar stretches={stretches} />
      <ol className={styles['stretches']}>
        {stretches.map((stretch) => (
          <li key={`${stretch.from} ${stretch.view}`} className={styles['stretch']}>
            <span className={styles['when']}>{formatClock(stretch.from, clock)}</span>
            <StateBadge
              state={stretch.view}
              detail={stretch.attempt === undefined ? undefined : `attempt ${stretch.attempt}`}
            />
            <span className={styles['howLong']}>
              {isPoint(stretch) ? '' : <Elapsed from={stretch.from} to={stretch.to} />}
            </span>
            {stretch.note !== undefined && <span className={styles['note']}>{stretch.note}</span>}
          </li>
        ))}
      </ol>
    </>
  )
}

function StretchBar({ stretches }: StretchListProps) {
  const now = useNow()
  const lengths = stretches.filter((stretch) => !isPoint(stretch))
  if (lengths.length === 0) return null
  return (
    <div className={styles['stretchBar']} aria-hidden="true">
      {lengths.map((stretch) => (
        <span
          key={`${stretch.from} ${stretch.view}`}
          data-state={stretch.view}
          style={{ flexGrow: Math.max(1, (stretch.to ?? now) - stretch.from) }}
        />
      ))}
    </div>
  )
}

/** A settled state is where a task stays: it has a beginning and no length worth telling. */
function isPoint({ view }: StretchListProps['stretches'][number]): boolean {
  return viewStates[view].isSettled
}
