import type { RouteName, StreamedRoute } from '../../shared/routes.ts'
import type { Context } from '../context.ts'
import type { Handler, StreamHandler } from '../http/call.ts'
import { config } from './config.ts'
import { createIndexes } from './create-indexes.ts'
import { dag } from './dag.ts'
import { dags } from './dags.ts'
import { found } from './found.ts'
import { health } from './health.ts'
import { previewAction } from './preview-action.ts'
import { readAction } from './read-action.ts'
import { series } from './series.ts'
import { startAction } from './start-action.ts'
import { stopAction } from './stop-action.ts'
import { task } from './task.ts'
import { taskFigures, tasksByType, tasksCount } from './tasks-count.ts'
import { tasksExport } from './tasks-export.ts'
import { tasks } from './tasks.ts'

/** What answers each route. Those that ask the database one question stand here, the others in files of their own. */
export const handlers: { readonly [Name in Exclude<RouteName, StreamedRoute>]: Handler<Name> } = {
  config,
  health,
  stats: async (_call, context) => (await inspectionOf(context)).stats(),
  series,
  dags,
  dag,
  dagGraph: async ({ id, query, version }, context) =>
    found('DAG', id, await (await inspectionOf(context)).dagGraph(id, { ...query, version })),
  dagTimeline: async ({ id }, context) =>
    found('DAG', id, await (await inspectionOf(context)).dagTimeline(id)),
  tasks,
  tasksCount,
  tasksByType,
  taskFigures,
  task,
  taskNeighbours: async ({ id, query }, context) =>
    found('task', id, await (await inspectionOf(context)).neighbours(id, query)),
  taskEvents: async ({ id }, context) =>
    found('task', id, await (await inspectionOf(context)).taskEvents(id)),
  search: async ({ query: { q } }, context) => (await inspectionOf(context)).search(q),
  types: async (_call, context) => (await inspectionOf(context)).types(),
  workers: async (_call, context) => (await inspectionOf(context)).workers(),
  previewAction,
  startAction,
  action: readAction,
  stopAction,
  createIndexes,
}

/** What answers the routes whose answer is a stream of text. */
export const streamHandlers: { readonly [Name in StreamedRoute]: StreamHandler<Name> } = { tasksExport }

async function inspectionOf({ database }: Context) {
  return (await database.use()).inspection
}
