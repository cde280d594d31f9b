import { priorityWords, timeUnits } from './filter-fields.ts'
import type { Filter, Term, TimeTerm } from './filter.ts'
import { printText } from './print-text.ts'

/** Writes a filter so that `parseFilter` reads the same from it. */
export function printFilter(filter: Filter): string {
  return filter.map(printTerm).join(' ')
}

/** Writes one term: what stands on a chip. */
export function printTerm(term: Term): string {
  if (term.kind === 'state') return `${term.isNegated ? '-' : ''}state:${term.states.join(',')}`
  if (term.kind === 'text') return `${term.field}:${term.values.map(printText).join(',')}`
  if (term.kind === 'ran') return `ran:${term.hasRun ? 'yes' : 'no'}`
  if (term.kind === 'time') return `${term.field}${term.comparison}${printTime(term)}`
  const word = Object.entries(priorityWords).find(([, priority]) => priority === term.priority)?.[0]
  return `prio${term.comparison === '=' ? ':' : term.comparison}${word ?? term.priority}`
}

function printTime({ from, milliseconds }: TimeTerm): string {
  if (from === '1970') return new Date(milliseconds).toISOString()
  const [unit, size] = Object.entries(timeUnits).find(([, each]) => milliseconds % each === 0) ?? ['ms', 1]
  return `${milliseconds / size}${unit}`
}
