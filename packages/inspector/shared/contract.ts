import { z } from 'zod'

import type { RouteName } from './routes.ts'
import { actionJob, actionPreview, actionPreviewRequest, actionRequest } from './schemas/action.ts'
import { dagDetail, dagGraph, dagPage, dagTimeline } from './schemas/dag.ts'
import { cappedCount, counts, listQuery, wholeNumber } from './schemas/parts.ts'
import {
  config,
  health,
  searchHit,
  series,
  seriesQuery,
  stats,
  typeRow,
  workerRow,
} from './schemas/system.ts'
import {
  exportQuery,
  neighbours,
  taskDetail,
  taskEvent,
  taskFigures,
  taskPage,
  typeCount,
} from './schemas/task.ts'

/** What a route takes and gives. Server and client have their types from here; the client nothing else. */
export interface RouteSchemas {
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  readonly response: z.ZodType
}

const hops = wholeNumber(0, 5).default(1)

export const contract = {
  config: { response: config },
  health: { response: health },
  stats: { response: stats },
  series: { query: seriesQuery, response: series },
  dags: { query: listQuery, response: dagPage },
  dag: { response: dagDetail },
  dagGraph: {
    query: z.object({ limit: wholeNumber(1, 50_000).default(50_000) }),
    response: dagGraph,
  },
  dagTimeline: { response: dagTimeline },
  tasks: { query: listQuery, response: taskPage },
  tasksCount: {
    query: listQuery.pick({ q: true }),
    response: z.object({ total: cappedCount, counts, isCapped: z.boolean() }),
  },
  tasksByType: { query: listQuery.pick({ q: true }), response: z.array(typeCount) },
  taskFigures: { query: listQuery.pick({ q: true }), response: taskFigures },
  tasksExport: { query: exportQuery, response: z.string() },
  task: { response: taskDetail },
  taskNeighbours: { query: z.object({ up: hops, down: hops }), response: neighbours },
  taskEvents: { response: z.array(taskEvent) },
  search: { query: z.object({ q: z.string().min(1).max(200) }), response: z.array(searchHit) },
  types: { response: z.array(typeRow) },
  workers: { response: z.array(workerRow) },
  previewAction: { body: actionPreviewRequest, response: actionPreview },
  startAction: { body: actionRequest, response: actionJob },
  action: { response: actionJob },
  stopAction: { response: actionJob },
  createIndexes: { body: z.strictObject({}), response: health },
} as const satisfies Record<RouteName, RouteSchemas>

type Contract = typeof contract

export type QueryOf<Name extends RouteName> = Contract[Name] extends {
  readonly query: infer Schema extends z.ZodType
}
  ? z.input<Schema>
  : undefined

export type BodyOf<Name extends RouteName> = Contract[Name] extends {
  readonly body: infer Schema extends z.ZodType
}
  ? z.input<Schema>
  : undefined

export type ResponseOf<Name extends RouteName> = z.output<Contract[Name]['response']>
