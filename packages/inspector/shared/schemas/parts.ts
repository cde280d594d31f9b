import { z } from 'zod'

import { viewStateOrder, type ViewState } from '../view-states.ts'

/** A point in time: milliseconds since 1970 (UTC), by the clock of the database. */
export const time = z.int().describe('Milliseconds since 1970-01-01 UTC')

export const viewState = z.enum(viewStateOrder as [ViewState, ...ViewState[]])

export const priority = z.union([z.literal(1), z.literal(2), z.literal(3)])

/** How many tasks are in each state; a state without a task is left out. */
export const counts = z.partialRecord(viewState, z.int().nonnegative())

/** A count that was given up at a limit, so that no question scans everything: `10000+`. */
export const cappedCount = z.object({ count: z.int().nonnegative(), isCapped: z.boolean() })

/** A page of a list. The cursors are opaque; an absent one means that nothing lies in that direction. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    next: z.string().optional(),
    previous: z.string().optional(),
  })
}

/** A whole number in an address, where everything is a text: digits alone, so that an empty text is none. */
export function wholeNumber(least: number, most: number) {
  const bounded = z.int().min(least).max(most)
  const digits = z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
  return z.union([bounded, digits]).pipe(bounded)
}

/** What a list is asked: a filter of the grammar, a sort, a cursor, and a size of at most 200. */
export const listQuery = z.object({
  q: z.string().max(1_000).optional(),
  sort: z.string().max(40).optional(),
  cursor: z.string().max(600).optional(),
  limit: wholeNumber(1, 200).default(50),
})

/** An error of the API: RFC 9457 problem details. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  hint: z.string().optional(),
  requestId: z.string().optional(),
})
