import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'

import { printText } from '../../../shared/filter/print-text.ts'
import type { Series, SeriesWindow } from '../../api/wire.ts'
import { formatCount } from '../../format/count.ts'
import { useSession } from '../../session.ts'

import styles from './overview.module.css'

interface FailedMeanwhileProps {
  readonly window: SeriesWindow
  readonly type: string
}

/** The window in which the one before is, too. Before the longest nothing is known. */
const around: Readonly<Partial<Record<SeriesWindow, SeriesWindow>>> = { '1h': '6h', '6h': '24h', '24h': '8d' }

/** How many failed in the time of the charts, and whether that is more than in as long a time before. */
export function FailedMeanwhile({ window, type }: FailedMeanwhileProps) {
  const { queries } = useSession()
  const { data: series } = useQuery(queries.series(window, type))
  const { data: wider } = useQuery(queries.series(around[window] ?? window, type))
  if (series === undefined) return <p>–</p>
  const { from, step, failed } = series
  const length = step * failed.length
  const count = failedIn(series, from, from + length)
  const isKnown = wider !== undefined && wider.from <= from - length
  const q = [
    'state:failed,failed-upstream',
    type === '' ? '' : `type:${printText(type)}`,
    `updated>-${window}`,
  ]
  return (
    <p>
      <Link
        to="/tasks"
        search={{ q: q.filter((term) => term !== '').join(' ') }}
        className={styles['inText']}
      >
        {formatCount(count)} failed
      </Link>{' '}
      in {window}
      {isKnown && `, about ${changeOf(count - failedIn(wider, from - length, from))} in the ${window} before`}
    </p>
  )
}

/** How many failed in the steps that begin from one time and before another. */
function failedIn({ from, step, failed }: Series, start: number, end: number): number {
  return failed
    .filter((_, place) => from + place * step >= start && from + place * step < end)
    .reduce((sum, each) => sum + each, 0)
}

function changeOf(difference: number): string {
  if (difference === 0) return 'as many as'
  return `${formatCount(Math.abs(difference))} ${difference > 0 ? 'more' : 'fewer'} than`
}
