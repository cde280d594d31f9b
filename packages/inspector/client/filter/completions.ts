import { filterFields, filterStates, type FilterField } from '../../shared/filter/filter-fields.ts'
import type { FilterScope, TimeField } from '../../shared/filter/filter.ts'
import { printText } from '../../shared/filter/print-text.ts'

/** What may stand behind a field. */
export interface Known {
  readonly types: readonly string[]
}

export interface Completion {
  /** What the draft becomes. */
  readonly text: string
  readonly hint: string
  /** Whether the term is whole with it. */
  readonly isWhole: boolean
}

const meanings: Readonly<Record<FilterField, string>> = {
  state: 'One of the twelve states; several behind commas',
  type: 'The name of its definition',
  prio: 'low, medium or high',
  expires: 'When it expires',
  lease: 'When its lease ends; it ran out before 0s',
  created: 'When it was pushed',
  updated: 'When it changed last',
  ran: 'Whether it ran before it ended',
  dag: 'The id of its DAG',
  id: 'Its id',
  tag: 'A tag of the DAG',
  err: 'How its error begins',
  fingerprint: 'Errors of one group',
}

const times: Readonly<Record<TimeField, readonly string[]>> = {
  expires: ['expires<1m', 'expires<5m', 'expires<1h'],
  lease: ['lease<0s', 'lease<-1m', 'lease<10s'],
  created: ['created>-10m', 'created>-1h', 'created>-1d'],
  updated: ['updated>-1m', 'updated>-10m', 'updated>-1h'],
}

const most = 12

const isTime = (field: string): field is TimeField => Object.hasOwn(times, field)

/** What a half-written term may become. */
export function completionsFor(draft: string, scope: FilterScope, known: Known): readonly Completion[] {
  const [, field = '', comparison = '', value = ''] = /^-?([a-z]*)(>=|<=|[:<>=])?(.*)$/isu.exec(draft) ?? []
  const found = comparison === '' ? fieldsFor(field, scope) : valuesFor({ field, draft, value, scope, known })
  return found.filter(({ text }) => text !== draft).slice(0, most)
}

function fieldsFor(start: string, scope: FilterScope): Completion[] {
  return (Object.keys(filterFields) as FilterField[])
    .filter((field) => (filterFields[field].scopes as readonly FilterScope[]).includes(scope))
    .filter((field) => field.startsWith(start.toLowerCase()))
    .flatMap((field): Completion[] => {
      if (isTime(field)) {
        return times[field].slice(0, 1).map((text) => ({ text, hint: meanings[field], isWhole: true }))
      }
      return [{ text: field === 'prio' ? 'prio>=' : `${field}:`, hint: meanings[field], isWhole: false }]
    })
}

interface ValuesQuestion {
  readonly field: string
  readonly draft: string
  readonly value: string
  readonly scope: FilterScope
  readonly known: Known
}

function valuesFor({ field, draft, value, scope, known }: ValuesQuestion): Completion[] {
  if (isTime(field)) {
    return times[field]
      .filter((text) => text.startsWith(draft))
      .map((text) => ({ text, hint: '', isWhole: true }))
  }
  const last = value.slice(value.lastIndexOf(',') + 1)
  const before = draft.slice(0, draft.length - last.length)
  const offered: Readonly<Record<string, readonly string[]>> = {
    state: filterStates[scope],
    type: known.types,
    prio: ['low', 'medium', 'high'],
    ran: ['no', 'yes'],
  }
  return ((Object.hasOwn(offered, field) && offered[field]) || [])
    .filter((each) => each.toLowerCase().startsWith(last.toLowerCase()))
    .map((each) => ({ text: `${before}${printText(each)}`, hint: '', isWhole: true }))
}
