import type { ViewCounts } from '@taskloom/sdk/inspect'

import type { ViewState } from '../../shared/view-states.ts'

/** How many there are of each state. */
export function countViews(views: readonly ViewState[]): ViewCounts {
  const counts: ViewCounts = {}
  for (const view of views) counts[view] = (counts[view] ?? 0) + 1
  return counts
}
