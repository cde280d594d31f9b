import { formatDuration } from '../../format/duration.ts'
import { useNow } from '../../live/clock.ts'

import styles from './task-card.module.css'

const radius = 5
const around = 2 * Math.PI * radius
/** Below this share of its time a task is about to expire. */
const urgentShare = 0.1

interface ExpiryRingProps {
  readonly from: number
  readonly until: number
}

/** How much of the time until its expiry a task has left, as a ring that empties. */
export function ExpiryRing({ from, until }: ExpiryRingProps) {
  const left = until - useNow()
  if (Number.isNaN(left) || Number.isNaN(from)) return null
  const share = Math.min(1, Math.max(0, left / (until - from)))
  const words = left > 0 ? `Expires in ${formatDuration(left)}` : 'Past its expiry'
  return (
    <svg
      className={styles['ring']}
      data-urgent={share < urgentShare || undefined}
      viewBox="0 0 14 14"
      width="14"
      height="14"
      role="img"
      aria-label={words}
    >
      <title>{words}</title>
      <circle cx="7" cy="7" r={radius} className={styles['ringGround']} />
      <circle
        cx="7"
        cy="7"
        r={radius}
        className={styles['ringLeft']}
        strokeDasharray={`${share * around} ${around}`}
        transform="rotate(-90 7 7)"
      />
    </svg>
  )
}
