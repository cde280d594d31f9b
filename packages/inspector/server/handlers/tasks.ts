import type { Handler } from '../http/call.ts'
import { Problem } from '../http/problem.ts'
import { taskFilterOf } from './read-filter.ts'

/** A page of the task list. */
export const tasks: Handler<'tasks'> = async ({ query: { q, sort, cursor, limit } }, { database }) => {
  const { inspection } = await database.use()
  const selection = taskFilterOf(q, inspection)
  const offers = await inspection.offeredSorts(selection)
  const offer = sort === undefined ? undefined : offers.find(({ name }) => name === sort)
  if (sort !== undefined && offer === undefined)
    throw new Problem(
      'SORT_NOT_OFFERED',
      `There is no order ${sort}. There is ${offers.map(({ name }) => name).join(', ')}.`,
    )
  return inspection.tasks({
    selection,
    limit,
    ...(offer === undefined ? {} : { sort: offer.name }),
    ...(cursor === undefined ? {} : { cursor }),
  })
}
