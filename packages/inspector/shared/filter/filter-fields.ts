import { viewStateOrder, type ViewState } from '../view-states.ts'
import type { Comparison, FilterScope, TextField, TimeField } from './filter.ts'

interface FieldOf<Kind extends string> {
  readonly kind: Kind
  readonly scopes: readonly FilterScope[]
  /** How it is written, for hints and for completion. */
  readonly example: string
}

export type FilterField = 'state' | 'prio' | 'ran' | TextField | TimeField

const everywhere = ['tasks', 'dags'] as const
const tasksAlone = ['tasks'] as const

/** The fields of the grammar. */
export const filterFields = {
  state: { kind: 'state', scopes: everywhere, example: 'state:failed' },
  type: { kind: 'text', scopes: tasksAlone, example: 'type:resize' },
  prio: { kind: 'priority', scopes: tasksAlone, example: 'prio>=high' },
  expires: { kind: 'time', scopes: tasksAlone, example: 'expires<5m' },
  lease: { kind: 'time', scopes: tasksAlone, example: 'lease<0s' },
  created: { kind: 'time', scopes: everywhere, example: 'created>-1h' },
  updated: { kind: 'time', scopes: tasksAlone, example: 'updated>-10m' },
  ran: { kind: 'ran', scopes: tasksAlone, example: 'ran:no' },
  dag: { kind: 'text', scopes: tasksAlone, example: 'dag:6565c1…' },
  id: { kind: 'text', scopes: everywhere, example: 'id:6565c1…' },
  tag: { kind: 'text', scopes: ['dags'], example: 'tag:nightly' },
  err: { kind: 'text', scopes: tasksAlone, example: 'err:"ECONN"' },
  fingerprint: { kind: 'text', scopes: tasksAlone, example: 'fingerprint:1f3a…' },
} as const satisfies Record<FilterField, FieldOf<'state' | 'text' | 'priority' | 'time' | 'ran'>>

/** The states that each scope knows. */
export const filterStates: Readonly<Record<FilterScope, readonly ViewState[]>> = {
  tasks: viewStateOrder,
  dags: ['running', 'paused', 'finished', 'failed', 'cancelled'],
}

export const priorityWords = { low: 1, medium: 2, high: 3 } as const

/** Longest first, so that `>=` is not read as `>`. */
export const comparisons = ['>=', '<=', '>', '<', '=', ':'] as const

/** The units of times, in milliseconds, the longest first. */
export const timeUnits = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const

export function isTimeComparison(comparison: Comparison): comparison is '<' | '>' {
  return comparison === '<' || comparison === '>'
}
