import type { Document } from 'mongodb'

import { visibleStates } from '../../../document/states.ts'
import { pausedHold, type ViewState } from '../../../document/view-state.ts'
import { both } from './keyset.ts'
import { isThere, plainViews, splitViews, type SplitView } from './list-indexes.ts'
import type { TaskSelection, TimeRange } from './selection.ts'

/** What has to be known of the database to say what a selection means. */
export interface SelectionFacts {
  readonly pausedNames: ReadonlySet<string>
  /** The fingerprints that the selection's text of an error, or its fingerprint, means. */
  readonly fingerprints: readonly string[]
}

/** A whole selection as one filter, for where few tasks are looked at anyway. */
export function whereSelected(selection: TaskSelection, facts: SelectionFacts): Document {
  const alternatives = alternativesThatRan(selection, facts)
  return alternatives.length === 1
    ? { ...partsOf(selection, facts), ...alternatives[0] }
    : { ...partsOf(selection, facts), ...(alternatives.length === 0 ? whereNone : { $or: alternatives }) }
}

/**
 * A whole selection as filters without alternatives in them: what all of them find is what is selected. Every
 * condition can be a bound of an index that has its field, which is not so of an `$or`.
 */
export function filtersOfSelected(selection: TaskSelection, facts: SelectionFacts): Document[] {
  const parts = partsOf(selection, facts)
  return alternativesThatRan(selection, facts).map((alternative) => Object.assign({}, parts, alternative))
}

const whereNone = { state: { $in: [] } } as const

/** What is asked besides states. */
function partsOf(selection: TaskSelection, { fingerprints }: SelectionFacts): Document {
  const { names, priorities, ids, dagId, errorText, fingerprint } = selection
  const asksErrors = (errorText ?? fingerprint) !== undefined
  return {
    ...(dagId === undefined ? {} : { dagId }),
    ...(ids === undefined ? {} : { _id: { $in: [...ids] } }),
    ...(names === undefined ? {} : { name: { $in: [...names] } }),
    ...(priorities === undefined ? {} : { priority: { $in: [...priorities] } }),
    ...(asksErrors ? { fingerprint: { $in: [...fingerprints] } } : {}),
    ...inRange('createdAt', selection.created),
    ...inRange('updatedAt', selection.updated),
    ...inRange('expiresAt', selection.expires),
    ...inRange('lease.until', selection.lease),
  }
}

/** States that are told by their attempts may contradict what is asked of these: then nothing is meant. */
function alternativesThatRan(selection: TaskSelection, facts: SelectionFacts): Document[] {
  return alternativesOf(selection, facts).map((alternative) => both(alternative, whereRan(selection)))
}

export function whereRan({ hasRun }: TaskSelection): Document {
  return hasRun === undefined ? {} : { attempt: hasRun ? { $gt: 0 } : { $eq: 0 } }
}

/** The states that are asked for. Where one depends on the name, it says all there is to say of that. */
function alternativesOf({ views, names }: TaskSelection, { pausedNames }: SelectionFacts): Document[] {
  if (views === undefined) return [{ state: { $in: [...visibleStates] } }]
  const { states, split } = collapse(new Set(views))
  const paused = [...pausedNames].filter((name) => names?.includes(name) ?? true)
  const others = names?.filter((name) => !pausedNames.has(name))
  const notPausedName = others === undefined ? { $nin: paused } : { $in: others }
  return [
    ...(states.length > 0 ? [{ state: { $in: states } }] : []),
    ...split.map((view) => (view === 'ready' ? { ready: true, name: notPausedName } : whereView[view])),
    ...(split.includes('paused') && paused.length > 0 ? [{ ready: true, name: { $in: paused } }] : []),
  ]
}

const waiting = { state: 'CREATED', ready: null } as const
const notPaused = { holds: { $ne: pausedHold } } as const

/** The views that are more than a stored state, by what they are derived from. `ready` depends on the name. */
const whereView: Readonly<Record<Exclude<SplitView, 'ready'>, Document>> = {
  blocked: { ...waiting, ...notPaused, dueAt: null },
  scheduled: { ...waiting, ...notPaused, dueAt: isThere, attempt: 0 },
  retrying: { ...waiting, ...notPaused, dueAt: isThere, attempt: { $gt: 0 } },
  paused: { ...waiting, holds: pausedHold },
  failed: { state: 'FAILED', rootCause: null },
  'failed-upstream': { state: 'FAILED', rootCause: { $gte: '' } },
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
