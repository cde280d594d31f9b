import type { TaskRow } from '@taskloom/sdk/inspect'

import type { LiveSession } from './live-session.ts'
import type { Batch } from './pending-changes.ts'
import { isWanted, type Topics } from './topics.ts'

/** How many rows one event tells; more are told as `dirty`. */
export const mostRows = 500

/** Tells one browser what it wants to hear of a batch. */
export function tellBatch(session: LiveSession, { rows, removed, isOverfull }: Batch): void {
  if (isOverfull) {
    session.send('dirty', { scope: 'all' })
    return
  }
  const { topics } = session
  tellRows(
    session,
    rows.filter((row) => isWanted(topics, row)),
  )
  const gone =
    topics.tasks || topics.dagIds.size > 0 ? removed : removed.filter((id) => topics.taskIds.has(id))
  if (gone.length > mostRows) session.send('dirty', { scope: 'all' })
  else if (gone.length > 0) session.send('removed', { ids: gone })
}

function tellRows(session: LiveSession, rows: readonly TaskRow[]): void {
  if (rows.length === 0) return
  if (rows.length <= mostRows) session.send('tasks', { tasks: rows })
  else for (const scope of scopesOf(session.topics)) session.send('dirty', { scope })
}

function scopesOf({ tasks, dagIds }: Topics): string[] {
  return tasks ? ['tasks'] : [...dagIds].map((id) => `dag:${id}`)
}
