import type { GraphSearch, Stacking } from '../../router/search.ts'

/** Larger graphs open with one card for each type and rank. */
const mostCardsAtFirst = 20_000

/** How tasks are put together into cards, by what the address asks and the number of tasks. */
export function stackingFor({ group }: GraphSearch, size: number): Stacking {
  return group ?? (size > mostCardsAtFirst ? 'type' : 'identical')
}

/** Whether tasks are put together for the sake of their number alone. */
export function isFoldedAtFirst({ group }: GraphSearch, size: number): boolean {
  return group === undefined && size > mostCardsAtFirst
}
