import type { Inspection, TaskSelection, TaskSort } from '@taskloom/sdk/inspect'

import { Problem } from '../http/problem.ts'

/**
 * The order that is asked for, or the one that a selection is listed in; undefined where it has none.
 * @throws Problem `SORT_NOT_OFFERED` when there is no order of that name.
 */
export async function taskSortOf(
  asked: string | undefined,
  selection: TaskSelection,
  inspection: Inspection,
): Promise<TaskSort | undefined> {
  const offers = await inspection.offeredSorts(selection)
  if (asked === undefined) return offers.find(({ isOffered }) => isOffered)?.name
  const offer = offers.find(({ name }) => name === asked)
  if (offer !== undefined) return offer.name
  throw new Problem(
    'SORT_NOT_OFFERED',
    `There is no order ${asked}. There is ${offers.map(({ name }) => name).join(', ')}.`,
  )
}
