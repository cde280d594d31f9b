import type { EdgeKind } from '../../../shared/graph-columns.ts'
import { viewStates, type ViewState } from '../../../shared/view-states.ts'

/**
 * What an edge means just now. In order of urgency: `spent` no longer matters (its group has enough, or can do
 * without), `satisfied` has given what was asked, `pending` waits for a task that itself waits, `blocking` waits for
 * a task that could run or runs, `broken` will never give it.
 */
export const standings = ['spent', 'satisfied', 'pending', 'blocking', 'broken'] as const

export type Standing = (typeof standings)[number]

/** What each means in words. */
export const standingMeanings: Readonly<Record<Standing, string>> = {
  blocking: 'waits for it now',
  pending: 'will wait for it',
  satisfied: 'has what it needs',
  spent: 'no longer matters',
  broken: 'will never come',
}

export type Outcome = 'fits' | 'misses' | 'open'

/** The dependency table: what each end of a dependency counts as. */
const outcomes: Readonly<Record<EdgeKind['on'], (view: ViewState) => boolean>> = {
  success: (view) => view === 'finished',
  failure: (view) => view === 'failed' || view === 'failed-upstream' || view === 'expired',
  settled: () => true,
}

/** What a task is to who asks for such an end of it. */
export function outcomeOf(view: ViewState, on: EdgeKind['on']): Outcome {
  if (!viewStates[view].isSettled) return 'open'
  return outcomes[on](view) ? 'fits' : 'misses'
}
