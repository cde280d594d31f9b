import { Link } from '@tanstack/react-router'

import { printText } from '../../../shared/filter/print-text.ts'
import { Button } from '../../components/button.tsx'
import type { TimeSpan } from '../../components/chart/chart-series.ts'
import { formatOnScale } from '../../format/point-in-time.ts'
import { usePreferences } from '../../preferences/preferences.ts'

import styles from './overview.module.css'

interface BrushedTimeProps {
  readonly span: TimeSpan
  /** How long the chart is, in milliseconds: what is longer than a day needs dates. */
  readonly scale: number
  readonly type: string
  readonly onClear: () => void
}

const ended = [
  ['Finished', 'state:finished'],
  ['Failed', 'state:failed,failed-upstream'],
  ['Every task', ''],
] as const

/** The stretch of time that was marked on a chart, and the ways to the tasks that changed in it. */
export function BrushedTime({ span, scale, type, onClear }: BrushedTimeProps) {
  const { clock } = usePreferences()
  const [from, to] = [span.from, span.to].map((time) => formatOnScale(time, scale, clock))
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
