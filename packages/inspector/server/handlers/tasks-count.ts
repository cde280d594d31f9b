import type { Handler } from '../http/call.ts'
import { taskFilterOf } from './read-filter.ts'

/** How many tasks a filter means, by state; given up at a limit. */
export const tasksCount: Handler<'tasksCount'> = async ({ query: { q } }, { database }) => {
  const { inspection } = await database.use()
  return inspection.countTasks(taskFilterOf(q, inspection))
}
