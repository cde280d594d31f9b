import type { SeriesWindow } from './wire.ts'

/** A filter and a sort of a list; together they name the list. */
export interface ListOf {
  readonly q: string
  readonly sort: string
}

/** Every key of the query cache. The live connection patches by the same names. */
export const keys = {
  config: ['config'],
  health: ['health'],
  stats: ['stats'],
  allSeries: ['series'],
  series: (window: SeriesWindow, name: string) => ['series', window, name],
  allDags: ['dags'],
  dags: (list: ListOf) => ['dags', list],
  fewDags: ['dags-few'],
  dag: (id: string) => ['dag', id],
  dagGraph: (id: string) => ['dag-graph', id],
  dagTimeline: (id: string) => ['dag-timeline', id],
  allTasks: ['tasks'],
  tasks: (list: ListOf) => ['tasks', list],
  /** The newest page of a list, asked again and again to say how many are new. */
  tasksHead: (list: ListOf) => ['tasks-head', list],
  tasksCount: (q: string) => ['tasks-count', q],
  allTasksByType: ['tasks-by-type'],
  tasksByType: (q: string) => ['tasks-by-type', q],
  allTaskFigures: ['task-figures'],
  taskFigures: (q: string) => ['task-figures', q],
  task: (id: string) => ['task', id],
  taskEvents: (id: string) => ['task-events', id],
  search: (q: string) => ['search', q],
  types: ['types'],
  workers: ['workers'],
  action: (id: string) => ['action', id],
} as const
