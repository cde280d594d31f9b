import type { Handler } from '../http/call.ts'
import { taskFilterOf } from './read-filter.ts'
import { taskSortOf } from './read-sort.ts'

/** A page of the task list. */
export const tasks: Handler<'tasks'> = async ({ query: { q, sort, cursor, limit } }, { database }) => {
  const { inspection } = await database.use()
  const selection = taskFilterOf(q, inspection)
  const order = await taskSortOf(sort, selection, inspection)
  return inspection.tasks({
    selection,
    limit,
    ...(order === undefined ? {} : { sort: order }),
    ...(cursor === undefined ? {} : { cursor }),
  })
}
