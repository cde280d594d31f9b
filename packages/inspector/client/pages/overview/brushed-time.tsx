import { Link } from '@tanstack/react-router'

import { printText } from '../../../shared/filter/print-text.ts'
import { Button } from '../../components/button.tsx'
import type { TimeSpan } from '../../components/chart/chart-series.ts'
import { formatClock } from '../../format/point-in-time.ts'
import { usePreferences } from '../../preferences/preferences.ts'

import styles from './overview.module.css'

interface BrushedTimeProps {
  readonly span: TimeSpan
  readonly type: string
  readonly onClear: () => void
}

const ended = [
  ['Finished', 'state:finished'],
  ['Failed', 'state:failed'],
  ['Every task', ''],
] as const

/** The stretch of time that was marked on a chart, and the ways to the tasks that changed in it. */
export function BrushedTime({ span, type, onClear }: BrushedTimeProps) {
  const { clock } = usePreferences()
  const [from, to] = [formatClock(span.from, clock), formatClock(span.to, clock)]
  return (
    <div role="group" aria-label="Marked time" className={styles['brushed']}>
      <strong>
        {from} to {to}
      </strong>
      {ended.map(([title, term]) => (
        <Link key={title} to="/tasks" search={{ q: filterOf(span, term, type) }} className={styles['inText']}>
          {title}
        </Link>
      ))}
      <Button tone="quiet" onClick={onClear}>
        Clear
      </Button>
    </div>
  )
}

/** A filter for the tasks that changed last within a stretch of time. */
function filterOf({ from, to }: TimeSpan, term: string, type: string): string {
  const [after, before] = [from, to].map((time) => new Date(time).toISOString())
  const terms = [term, type === '' ? '' : `type:${printText(type)}`, `updated>${after}`, `updated<${before}`]
  return terms.filter((each) => each !== '').join(' ')
}
