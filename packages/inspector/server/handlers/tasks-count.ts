import type { Handler } from '../http/call.ts'
import { taskFilterOf } from './read-filter.ts'

/** How many tasks a filter means, by state; given up at a limit. */
export const tasksCount: Handler<'tasksCount'> = async ({ query: { q } }, { database }) => {
  const { inspection } = await database.use()
  return inspection.countTasks(taskFilterOf(q, inspection))
}

/** How many tasks of each type a filter means, whichever types it asks for itself. */
export const tasksByType: Handler<'tasksByType'> = async ({ query: { q } }, { database }) => {
  const { inspection } = await database.use()
  return inspection.countTypes(taskFilterOf(q, inspection))
}

/** How long the latest tasks that a filter means waited and ran. */
export const taskFigures: Handler<'taskFigures'> = async ({ query: { q } }, { database }) => {
  const { inspection } = await database.use()
  return inspection.taskFigures(taskFilterOf(q, inspection))
}
