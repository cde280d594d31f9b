import type { Document } from 'mongodb'

import { visibleStates } from '../../../document/states.ts'
import type { ViewState } from '../../../document/view-state.ts'
import { heldFinishers, plainViews, splitViews, type SplitView } from './list-indexes.ts'
import type { TaskSelection, TimeRange } from './selection.ts'

/** What has to be known of the database to say what a selection means. */
export interface SelectionFacts {
  readonly pausedNames: ReadonlySet<string>
  /** The fingerprints that the selection's text of an error, or its fingerprint, means. */
  readonly fingerprints: readonly string[]
}

/** A whole selection as one filter, for where few tasks are looked at anyway: by ids, or in a DAG. */
export function whereSelected(selection: TaskSelection, facts: SelectionFacts): Document {
  const { views, names, priorities, ids, dagId, errorText, fingerprint } = selection
  const asksErrors = (errorText ?? fingerprint) !== undefined
  return {
    ...(dagId === undefined ? {} : { dagId }),
    ...(ids === undefined ? {} : { _id: { $in: [...ids] } }),
    ...(names === undefined ? {} : { name: { $in: [...names] } }),
    ...(priorities === undefined ? {} : { priority: { $in: [...priorities] } }),
    ...(asksErrors ? { fingerprint: { $in: [...facts.fingerprints] } } : {}),
    ...inRange('createdAt', selection.created),
    ...inRange('updatedAt', selection.updated),
    ...inRange('expiresAt', selection.expires),
    ...(views === undefined ? { state: { $in: [...visibleStates] } } : whereViews(views, facts)),
  }
}

function whereViews(views: readonly ViewState[], facts: SelectionFacts): Document {
  const { states, split } = collapse(new Set(views))
  const alternatives: Document[] = [
    ...(states.length > 0 ? [{ state: { $in: states } }] : []),
    ...split.flatMap((view) => whereSplit(view, [...facts.pausedNames])),
  ]
  return alternatives.length === 0 ? { state: { $in: [] } } : { $or: alternatives }
}

/** What a view consists of, whatever the names of the definitions that are not paused. */
function whereSplit(view: SplitView, paused: readonly string[]): Document[] {
  const { where } = splitViews[view]
  if (view === 'ready') return [{ ...where, name: { $nin: [...paused] } }]
  if (view === 'paused') return [where, { ...splitViews.ready.where, name: { $in: [...paused] } }]
  return view === 'blocked' ? [where, heldFinishers.where] : [where]
}

/** Views that together are a whole stored state are read as that. */
export function collapse(views: ReadonlySet<ViewState>): { states: string[]; split: SplitView[] } {
  const whole = Object.entries(wholeStates).filter(([, parts]) => parts.every((part) => views.has(part)))
  const covered = new Set(whole.flatMap(([, parts]) => parts))
  const split = (Object.keys(splitViews) as SplitView[]).filter(
    (view) => views.has(view) && !covered.has(view),
  )
  const plain = Object.entries(plainViews).filter(([view]) => views.has(view as ViewState))
  return { states: [...whole.map(([state]) => state), ...plain.map(([, state]) => state)], split }
}

const wholeStates: Readonly<Record<string, readonly SplitView[]>> = {
  CREATED: ['ready', 'blocked', 'scheduled', 'retrying', 'paused'],
  FAILED: ['failed', 'failed-upstream'],
}

export function inRange(field: string, range: TimeRange | undefined): Document {
  if (range === undefined) return {}
  const { from, to } = range
  return {
    [field]: {
      ...(from === undefined ? {} : { $gte: new Date(from) }),
      ...(to === undefined ? {} : { $lte: new Date(to) }),
    },
  }
}
