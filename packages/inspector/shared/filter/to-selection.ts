import { viewStateOrder, type ViewState } from '../view-states.ts'
import { filterStates } from './filter-fields.ts'
import type { Filter, PriorityTerm, TextField, TimeField } from './filter.ts'

/** What the SDK's reads take: plain values, which cannot carry an operator. */
export interface TaskSelection {
  views?: ViewState[]
  names?: string[]
  dagId?: string
  priorities?: (1 | 2 | 3)[]
  ids?: string[]
  created?: TimeRange
  updated?: TimeRange
  expires?: TimeRange
  lease?: TimeRange
  hasRun?: boolean
  errorText?: string
  fingerprint?: string
}

export interface DagSelection {
  states?: ('running' | 'paused' | 'finished' | 'failed' | 'cancelled')[]
  ids?: string[]
  tag?: string
  created?: TimeRange
}

export interface TimeRange {
  from?: number
  to?: number
}

const priorities = [1, 2, 3] as const

const compare: Readonly<Record<PriorityTerm['comparison'], (one: number, other: number) => boolean>> = {
  '=': (one, other) => one === other,
  '<': (one, other) => one < other,
  '<=': (one, other) => one <= other,
  '>': (one, other) => one > other,
  '>=': (one, other) => one >= other,
}

/**
 * What a filter of the task list selects.
 * @param now Milliseconds since 1970, by the clock of the database: times from now are taken from here.
 */
export function toTaskSelection(filter: Filter, now: number): TaskSelection {
  return given<TaskSelection>({
    views: statesOf(filter, viewStateOrder),
    names: textsOf(filter, 'type'),
    dagId: textsOf(filter, 'dag')?.[0],
    priorities: prioritiesOf(filter),
    ids: textsOf(filter, 'id'),
    created: rangeOf(filter, 'created', now),
    updated: rangeOf(filter, 'updated', now),
    expires: rangeOf(filter, 'expires', now),
    lease: rangeOf(filter, 'lease', now),
    hasRun: filter.find((each) => each.kind === 'ran')?.hasRun,
    errorText: textsOf(filter, 'err')?.[0],
    fingerprint: textsOf(filter, 'fingerprint')?.[0],
  })
}

/** What a filter of the DAG list selects. */
export function toDagSelection(filter: Filter, now: number): DagSelection {
  return given<DagSelection>({
    states: statesOf(filter, filterStates.dags) as DagSelection['states'],
    ids: textsOf(filter, 'id'),
    tag: textsOf(filter, 'tag')?.[0],
    created: rangeOf(filter, 'created', now),
  })
}

function statesOf(filter: Filter, all: readonly ViewState[]): ViewState[] | undefined {
  const term = filter.find((each) => each.kind === 'state')
  if (term === undefined) return undefined
  return term.isNegated ? all.filter((state) => !term.states.includes(state)) : [...term.states]
}

function textsOf(filter: Filter, field: TextField): string[] | undefined {
  const term = filter.find((each) => each.kind === 'text' && each.field === field)
  return term?.kind === 'text' ? [...term.values] : undefined
}

function prioritiesOf(filter: Filter): (1 | 2 | 3)[] | undefined {
  const term = filter.find((each) => each.kind === 'priority')
  if (term === undefined) return undefined
  return priorities.filter((priority) => compare[term.comparison](priority, term.priority))
}

/** Times are whole milliseconds, and both ends of a range count. */
function rangeOf(filter: Filter, field: TimeField, now: number): TimeRange | undefined {
  const range: TimeRange = {}
  for (const term of filter) {
    if (term.kind !== 'time' || term.field !== field) continue
    const at = term.from === 'now' ? now + term.milliseconds : term.milliseconds
    if (term.comparison === '<') range.to = at - 1
    else range.from = at + 1
  }
  return range.from === undefined && range.to === undefined ? undefined : range
}

type Given<Fields> = { [Name in keyof Fields]: Fields[Name] | undefined }

function given<Fields extends object>(fields: Given<Required<Fields>>): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields
}
