import { useQuery } from '@tanstack/react-query'

import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { StateGlyph } from '../../components/state-badge.tsx'
import { formatPoint } from '../../format/point-in-time.ts'
import { usePreferences } from '../../preferences/preferences.ts'
import { useSession } from '../../session.ts'

import styles from './task.module.css'

/** What happened to a task, the latest first. */
export function EventsTab({ id }: { readonly id: string }) {
  const { queries } = useSession()
  const { clock } = usePreferences()
  const { data, error, refetch } = useQuery(queries.taskEvents(id))
  if (data === undefined) {
    if (error === null) return <Skeleton label="The events are being read" rows={4} />
    return <ErrorPanel error={error} what="The events" onRetry={() => void refetch()} />
  }
  if (data.length === 0) return <EmptyState title="Nothing has happened yet" />
  return (
    <ol className={styles['events']}>
      {data.toReversed().map((event) => (
        <li key={`${event.at} ${event.kind} ${event.text}`}>
          <time dateTime={new Date(event.at).toISOString()}>{formatPoint(event.at, clock)}</time>
          <span>
            {event.view !== undefined && <StateGlyph state={event.view} size={12} />} {event.text}
          </span>
        </li>
      ))}
    </ol>
  )
}
