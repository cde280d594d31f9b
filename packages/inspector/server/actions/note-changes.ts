import type { BulkReport } from '@taskloom/sdk'

import type { ActionJob } from './action-job.ts'

/** Notes what an action changed, and what changed with that. */
export function noteChanges(job: ActionJob, { changed, cascade }: BulkReport): void {
  job.note('changed', changed)
  job.note(
    'changed with them',
    Object.values(cascade).reduce((sum, count) => sum + count, 0),
  )
}
