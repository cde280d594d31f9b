import type { GraphSearch } from '../../router/search.ts'
import type { Stacking } from './shown-graph.ts'

/** Larger graphs open with one card for each name and rank. */
const mostCardsAtFirst = 20_000

/** How tasks are put together into cards, by what the address asks and the number of tasks. */
export function stackingFor(search: GraphSearch, size: number): Stacking {
  if (search.group === 'none') return 'none'
  return search.group === 'type' || isFoldedAtFirst(search, size) ? 'levels' : 'identical'
}

/** Whether tasks are put together for the sake of their number alone. */
export function isFoldedAtFirst({ group }: GraphSearch, size: number): boolean {
  return group === undefined && size > mostCardsAtFirst
}
