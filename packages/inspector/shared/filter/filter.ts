import type { ViewState } from '../view-states.ts'

/** A filter as it was meant: every term must hold; of the values of one term, one must. */
export type Filter = readonly Term[]

export type Term = StateTerm | TextTerm | PriorityTerm | TimeTerm | RanTerm

export interface StateTerm {
  readonly kind: 'state'
  /** `-state:finished`: every state but these. */
  readonly isNegated: boolean
  readonly states: readonly ViewState[]
}

export type TextField = 'type' | 'dag' | 'id' | 'tag' | 'err' | 'fingerprint'

/** `ran:no`: never claimed, or given back before it counted. */
export interface RanTerm {
  readonly kind: 'ran'
  readonly hasRun: boolean
}

export interface TextTerm {
  readonly kind: 'text'
  readonly field: TextField
  readonly values: readonly string[]
}

export type Comparison = '=' | '<' | '<=' | '>' | '>='

export interface PriorityTerm {
  readonly kind: 'priority'
  readonly comparison: Comparison
  readonly priority: 1 | 2 | 3
}

export type TimeField = 'expires' | 'lease' | 'created' | 'updated'

export interface TimeTerm {
  readonly kind: 'time'
  readonly field: TimeField
  /** `<` before, `>` after. */
  readonly comparison: '<' | '>'
  /** Milliseconds: from now (`-1h` lies before it), or since 1970 (a date). */
  readonly from: 'now' | '1970'
  readonly milliseconds: number
}

/** What is filtered: tasks and DAGs know different fields and states. */
export type FilterScope = 'tasks' | 'dags'
