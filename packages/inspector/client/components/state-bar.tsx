import { viewStateOrder, viewStates, type ViewState } from '../../shared/view-states.ts'
import type { Counts } from '../api/wire.ts'
import { formatCount } from '../format/count.ts'

import styles from './state-bar.module.css'

interface StateBarProps {
  readonly counts: Counts
  readonly size?: 'small' | 'large'
}

/** What is done first, what failed at its end: so a bar that fills reads as progress. */
const stacked: readonly ViewState[] = [
  'finished',
  'running',
  'ready',
  'retrying',
  'scheduled',
  'blocked',
  'paused',
  'skipped',
  'cancelled',
  'expired',
  'failed-upstream',
  'failed',
]

/** How many tasks are in each state, as one bar of their colours; said in words to a screen reader and as its title. */
export function StateBar({ counts, size = 'small' }: StateBarProps) {
  const words = countsInWords(counts)
  return (
    <div className={styles['bar']} data-size={size} role="img" aria-label={words} title={words}>
      {stacked.map((state) => {
        const count = counts[state] ?? 0
        return count === 0 ? null : (
          <span key={state} className={styles['part']} data-state={state} style={{ flexGrow: count }} />
        )
      })}
    </div>
  )
}

/** `12 finished, 3 running`, in the order of the states; `No tasks` when there are none. */
function countsInWords(counts: Counts): string {
  const parts = viewStateOrder.flatMap((state) => {
    const count = counts[state] ?? 0
    return count === 0 ? [] : [`${formatCount(count)} ${viewStates[state].word.toLowerCase()}`]
  })
  return parts.length === 0 ? 'No tasks' : parts.join(', ')
}

/** All tasks, and those that are settled. */
export function progressOf(counts: Counts): { readonly total: number; readonly settled: number } {
  let total = 0
  let settled = 0
  for (const state of viewStateOrder) {
    const count = counts[state] ?? 0
    total += count
    if (viewStates[state].isSettled) settled += count
  }
  return { total, settled }
}
