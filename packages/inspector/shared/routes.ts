import type { z } from 'zod'

import type { permission } from './schemas/system.ts'

type Permission = z.infer<typeof permission>

/** One route of the API: plain data, which the client bundles without any schema. */
export interface Route {
  readonly method: 'get' | 'post' | 'delete'
  readonly path: string
  /** What the caller must be allowed to do; the actions check the permission of their kind besides. */
  readonly access: Permission
  /**
   * The status of a good answer.
   * @defaultValue 200
   */
  readonly status?: 202
  /** The media types of a good answer that is a stream of text; without them it is JSON. */
  readonly streams?: readonly string[]
}

/** Every route under `<mount>/api`. */
export const routes = {
  config: { method: 'get', path: '/config', access: 'view' },
  health: { method: 'get', path: '/health', access: 'view' },
  stats: { method: 'get', path: '/stats', access: 'view' },
  series: { method: 'get', path: '/series', access: 'view' },
  dags: { method: 'get', path: '/dags', access: 'view' },
  dag: { method: 'get', path: '/dags/:id', access: 'view' },
  dagGraph: { method: 'get', path: '/dags/:id/graph', access: 'view' },
  dagTimeline: { method: 'get', path: '/dags/:id/timeline', access: 'view' },
  tasks: { method: 'get', path: '/tasks', access: 'view' },
  tasksCount: { method: 'get', path: '/tasks-count', access: 'view' },
  tasksByType: { method: 'get', path: '/tasks-by-type', access: 'view' },
  taskFigures: { method: 'get', path: '/task-figures', access: 'view' },
  // Before `/tasks/:id`, which would take it for an id.
  tasksExport: {
    method: 'get',
    path: '/tasks/export',
    access: 'view',
    streams: ['application/x-ndjson', 'text/csv'],
  },
  task: { method: 'get', path: '/tasks/:id', access: 'view' },
  taskNeighbours: { method: 'get', path: '/tasks/:id/neighbours', access: 'view' },
  taskEvents: { method: 'get', path: '/tasks/:id/events', access: 'view' },
  search: { method: 'get', path: '/search', access: 'view' },
  types: { method: 'get', path: '/types', access: 'view' },
  workers: { method: 'get', path: '/workers', access: 'view' },
  previewAction: { method: 'post', path: '/actions/preview', access: 'view' },
  startAction: { method: 'post', path: '/actions', access: 'view', status: 202 },
  action: { method: 'get', path: '/actions/:id', access: 'view' },
  stopAction: { method: 'delete', path: '/actions/:id', access: 'view' },
  createIndexes: { method: 'post', path: '/indexes', access: 'edit' },
} as const satisfies Record<string, Route>

export type RouteName = keyof typeof routes

/** The routes whose answer is a stream of text. */
export type StreamedRoute = {
  [Name in RouteName]: (typeof routes)[Name] extends { readonly streams: readonly string[] } ? Name : never
}[RouteName]

/** The stream of live events; not JSON, so it stands beside the table. */
export const eventsPath = '/events'
