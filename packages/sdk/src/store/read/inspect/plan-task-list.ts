import { createHash } from 'node:crypto'

import type { Document } from 'mongodb'

import { Priority } from '../../../document/priority.ts'
import { viewStates, type ViewState } from '../../../document/view-state.ts'
import { inChunks } from '../../chunks.ts'
import type { Order } from './keyset.ts'
import { heldFinishers, splitViews, type SplitView } from './list-indexes.ts'
import type { TaskSelection, TaskSort, TimeRange } from './selection.ts'
import type { Walk, WalkedList } from './walk.ts'
import { collapse, filtersOfSelected, inRange, whereRan, type SelectionFacts } from './where-selected.ts'

/** What a plan has to know of the database. */
export interface ListFacts extends SelectionFacts {
  /** Every definition that has tasks. */
  readonly names: readonly string[]
}

/** The walks of a list, or why there are none. */
export type ListPlan = ServedList | { readonly reason: string }

interface ServedList {
  readonly walks: readonly Walk[]
  /** Whether it goes from definition to definition, and so must know them all. */
  readonly needsNames?: boolean
}

/**
 * Into how many walks MongoDB takes one index scan apart, to read it in order
 * (`internalQueryMaxScansToExplode`): beyond, it would sort in memory.
 */
const pointsAtMost = 200

const orders: Readonly<Record<TaskSort, Order>> = {
  created: [
    ['createdAt', 1],
    ['_id', 1],
  ],
  '-created': [
    ['createdAt', -1],
    ['_id', -1],
  ],
  updated: [
    ['updatedAt', 1],
    ['_id', 1],
  ],
  '-updated': [
    ['updatedAt', -1],
    ['_id', -1],
  ],
  expires: [
    ['expiresAt', 1],
    ['_id', 1],
  ],
  '-expires': [
    ['expiresAt', -1],
    ['_id', -1],
  ],
  lease: [
    ['lease.until', 1],
    ['_id', 1],
  ],
  '-lease': [
    ['lease.until', -1],
    ['_id', -1],
  ],
  priority: [
    ['priority', -1],
    ['ordinal', 1],
    ['_id', 1],
  ],
}

/** Every sort there is; the first that is offered is the default. */
export const taskSorts = [
  '-updated',
  'updated',
  '-created',
  'created',
  'expires',
  '-expires',
  'lease',
  '-lease',
  'priority',
] as const

/** Plans a list: by which walks it can be read without looking at what it does not show. */
export function planTaskList(selection: TaskSelection, sort: TaskSort, facts: ListFacts): ListPlan {
  return planners[sort.replace('-', '') as keyof typeof planners](selection, facts)
}

export function toWalkedList(
  { selection, sort }: { readonly selection: TaskSelection; readonly sort: TaskSort },
  walks: readonly Walk[],
): WalkedList {
  // Times from now move on between two pages; the list is the same.
  const plain = JSON.stringify([sort, selection], (key, value: unknown) =>
    key === 'from' || key === 'to' ? true : value,
  )
  const name = createHash('sha1').update(plain).digest('base64url').slice(0, 12)
  return { name, order: orders[sort], walks }
}

const planners = {
  updated: planUpdated,
  created: planCreated,
  expires: planExpires,
  lease: planLease,
  priority: planPriority,
} as const

/** What a selection asks for, by name. */
type Part = keyof TaskSelection

function partsOf(selection: TaskSelection): Part[] {
  return (Object.keys(selection) as Part[]).filter((part) => selection[part] !== undefined)
}

/** A reason when the selection asks for something that the walk cannot say. */
function refuseOthers(selection: TaskSelection, allowed: readonly Part[]): string | undefined {
  const others = partsOf(selection).filter((part) => !allowed.includes(part))
  if (others.length === 0) return undefined
  const words = others.map((part) => partWords[part]).join(' and ')
  return `No index has it together with ${words}.`
}

const partWords: Readonly<Record<Part, string>> = {
  views: 'a state',
  names: 'a type',
  dagId: 'a DAG',
  priorities: 'a priority',
  ids: 'ids',
  created: 'a time of creation (with `updated` in its place, it is offered)',
  updated: 'a time of change',
  expires: 'a time of expiry',
  lease: 'a lease',
  hasRun: 'whether it ran',
  errorText: 'an error',
  fingerprint: 'an error',
}

function planCreated(selection: TaskSelection): ListPlan {
  const reason = refuseOthers(selection, ['names', 'created'])
  if (reason !== undefined) return { reason }
  const where = { ...inRange('createdAt', selection.created), ...isVisible }
  if (selection.names === undefined) return { walks: [{ index: 'inspect-created', where }] }
  if (selection.names.length > pointsAtMost) return tooMany
  return { walks: [{ index: 'inspect-type', where: { name: { $in: [...selection.names] }, ...where } }] }
}

function planExpires(selection: TaskSelection): ListPlan {
  const reason = refuseOthers(selection, ['expires'])
  if (reason !== undefined) return { reason: `${reason} It lists what has not settled.` }
  return {
    walks: [
      { index: 'expiry', where: { open: true, ...inRange('expiresAt', everyDate(selection.expires)) } },
    ],
  }
}

/** A range that holds for every date lets an index be used that has none but dates. */
function everyDate(range: TimeRange | undefined): TimeRange {
  return { from: 0, ...range }
}

function planLease(selection: TaskSelection): ListPlan {
  const reason = refuseOthers(selection, ['views', 'lease'])
  if (reason !== undefined) return { reason: `${reason} It lists what runs.` }
  const { views, lease } = selection
  if (lease === undefined && views?.join() !== 'running')
    return { reason: 'Only what runs has a lease: ask for state:running.' }
  if (views !== undefined && !views.includes('running')) return { walks: [] }
  const where = { state: 'RUNNING', ...inRange('lease.until', everyDate(lease)) }
  return { walks: [{ index: 'lease-end', where }] }
}

function planPriority(selection: TaskSelection, { pausedNames }: ListFacts): ListPlan {
  const reason = refuseOthers(selection, ['views', 'names', 'priorities'])
  const [name, second] = selection.names ?? []
  const isReady = selection.views?.length === 1 && selection.views[0] === 'ready'
  if (reason !== undefined || name === undefined || second !== undefined || !isReady || pausedNames.has(name))
    return {
      reason:
        'Tasks are kept in this order while they are ready, for each type apart: ask for state:ready and one type.',
    }
  const { priorities } = selection
  const where = {
    name,
    ready: true,
    ...(priorities === undefined ? {} : { priority: { $in: [...priorities] } }),
  }
  return { walks: [{ index: 'hot', where }] }
}

function planUpdated(selection: TaskSelection, facts: ListFacts): ListPlan {
  const range = inRange('updatedAt', selection.updated)
  if (partsOf(selection).every((part) => part === 'updated'))
    return { walks: [{ index: 'changed', where: { ...range, ...isVisible } }] }
  if (selection.dagId !== undefined && selection.lease === undefined)
    return {
      walks: filtersOfSelected(selection, facts).map((where) => ({ index: 'inspect-within-dag', where })),
    }
  if ((selection.errorText ?? selection.fingerprint) !== undefined) return planErrors(selection, facts, range)
  const reason =
    refuseOthers(selection, ['views', 'names', 'priorities', 'updated', 'hasRun']) ?? refuseRan(selection)
  return reason === undefined ? planViews(selection, facts, range) : { reason }
}

/** The states of which many ran and many did not: of others the walk would meet few that are meant. */
const mayHaveRun: ReadonlySet<ViewState> = new Set(['cancelled', 'skipped', 'expired'])

function refuseRan({ views, hasRun }: TaskSelection): string | undefined {
  if (hasRun === undefined || views?.every((view) => mayHaveRun.has(view)) === true) return undefined
  return 'Whether it ran goes together with state:expired, cancelled or skipped, or with a DAG.'
}

function planErrors(selection: TaskSelection, facts: ListFacts, range: Document): ListPlan {
  const reason = refuseOthers(selection, ['views', 'names', 'errorText', 'fingerprint', 'updated'])
  if (reason !== undefined) return { reason }
  if (selection.views !== undefined && !selection.views.includes('failed')) return { walks: [] }
  const { fingerprints } = facts
  if (fingerprints.length > pointsAtMost)
    return { reason: 'Too many errors are like this: write more of it.' }
  const walks = inWalks(selection.names ?? facts.names, Math.max(1, fingerprints.length), (some) => ({
    index: 'inspect-failure',
    where: { fingerprint: { $in: [...fingerprints] }, ...some, ...range, ...isVisible },
  }))
  return walks.length > walksAtMost ? tooMany : { walks, needsNames: selection.names === undefined }
}

function planViews(selection: TaskSelection, facts: ListFacts, range: Document): ListPlan {
  const names = selection.names ?? facts.names
  const priorities = selection.priorities ?? Object.values(Priority)
  const { states, split } = collapse(new Set(selection.views ?? viewStates))
  const rest = { priority: { $in: [...priorities] }, ...whereRan(selection), ...range }
  const plain = inWalks(names, Math.max(1, states.length) * priorities.length, (some) => ({
    index: 'inspect-state',
    where: { state: { $in: states }, ...some, ...rest },
  }))
  const others = split.flatMap((view) =>
    partsOfView(view, names, facts).flatMap(({ index, where, of }) =>
      inWalks(of, priorities.length, (some) => ({ index, where: { ...where, ...some, ...rest } })),
    ),
  )
  const walks = [...(states.length > 0 ? plain : []), ...others]
  return walks.length > walksAtMost ? tooMany : { walks, needsNames: selection.names === undefined }
}

/** As many walks as keep each of them within the points that one may have. */
function inWalks(
  names: readonly string[],
  pointsOfName: number,
  walk: (some: { readonly name: { readonly $in: string[] } }) => Walk,
): Walk[] {
  return inChunks(names, Math.floor(pointsAtMost / pointsOfName)).map((chunk) =>
    walk({ name: { $in: chunk } }),
  )
}

/** More would take longer than it is worth. */
const walksAtMost = 24
const tooMany = { reason: 'It would be read from too many places: name a type, or fewer states.' } as const

interface PartOfView extends Walk {
  /** The names of its tasks. */
  readonly of: readonly string[]
}

/** What a view consists of: ready tasks are shown as paused where their definition is. */
function partsOfView(view: SplitView, names: readonly string[], { pausedNames }: ListFacts): PartOfView[] {
  const part = { ...splitViews[view], of: names }
  const paused = names.filter((name) => pausedNames.has(name))
  if (view === 'ready') return [{ ...part, of: names.filter((name) => !pausedNames.has(name)) }]
  if (view === 'paused') return [part, { ...splitViews.ready, of: paused }]
  const held = heldFinishers[view]
  return held === undefined ? [part] : [part, { ...held, of: names }]
}

const isVisible = { state: { $nin: ['STAGED', 'DELETED'] } } as const
