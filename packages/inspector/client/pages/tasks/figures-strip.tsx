import { useQuery } from '@tanstack/react-query'

import type { TaskFigures } from '../../api/wire.ts'
import { counted, formatCount } from '../../format/count.ts'
import { formatDuration } from '../../format/duration.ts'
import { useSession } from '../../session.ts'

import styles from './tasks.module.css'

/** How many tasks the filter means, and how long the latest of them ran and waited. */
export function FiguresStrip({ filter }: { readonly filter: string }) {
  const { queries } = useSession()
  const { data: count } = useQuery({ ...queries.tasksCount(filter), placeholderData: (known) => known })
  const { data: figures } = useQuery({ ...queries.taskFigures(filter), placeholderData: (known) => known })
  const { total } = count ?? {}
  return (
    <p className={styles['strip']}>
      {total !== undefined && (
        <strong>
          {total.isCapped ? `${formatCount(total.count)}+ tasks` : counted(total.count, 'task')}
        </strong>
      )}
      {figures !== undefined && wordsOf(figures).map((words) => <span key={words}>{words}</span>)}
    </p>
  )
}

function wordsOf({ looked, isWhole, ...times }: TaskFigures): readonly string[] {
  const words = [pair('run', times.runP50, times.runP95), pair('wait', times.waitP50, times.waitP95)].flat()
  if (words.length === 0 || isWhole) return words
  return [...words, `of the latest ${formatCount(looked)}`]
}

function pair(what: string, p50: number | null, p95: number | null): readonly string[] {
  if (p50 === null || p95 === null) return []
  return [`p50 ${what} ${formatDuration(p50)}`, `p95 ${what} ${formatDuration(p95)}`]
}
