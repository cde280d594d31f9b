import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'

import { keys, type ListOf } from './keys.ts'
import type { Request } from './request.ts'
import type { SeriesWindow } from './wire.ts'

/** A place in a list: where to read on, and in which direction that is in the cursor itself. */
type Cursor = string | undefined

const pageSize = 100
const fewDags = 6

/** So many pages around the reader are kept in memory; what is far is dropped, and read when they come back. */
export const pagesKept = 5

/** Every read of the client, as options for `useQuery`. */
export function queriesVia(request: Request) {
  return { ...systemQueries(request), ...dagQueries(request), ...taskQueries(request) }
}

export type Queries = ReturnType<typeof queriesVia>

function systemQueries(request: Request) {
  return {
    config: () =>
      queryOptions({
        queryKey: keys.config,
        queryFn: ({ signal }) => request('config', { signal }),
        staleTime: Infinity,
      }),
    health: () =>
      queryOptions({ queryKey: keys.health, queryFn: ({ signal }) => request('health', { signal }) }),
    stats: () =>
      queryOptions({ queryKey: keys.stats, queryFn: ({ signal }) => request('stats', { signal }) }),
    series: (window: SeriesWindow, name: string) =>
      queryOptions({
        queryKey: keys.series(window, name),
        queryFn: ({ signal }) =>
          request('series', { query: { window, ...(name === '' ? {} : { name }) }, signal }),
        refetchInterval: 30_000,
      }),
    types: () =>
      queryOptions({
        queryKey: keys.types,
        queryFn: ({ signal }) => request('types', { signal }),
        refetchInterval: 5_000,
      }),
    workers: () =>
      queryOptions({
        queryKey: keys.workers,
        queryFn: ({ signal }) => request('workers', { signal }),
        refetchInterval: 5_000,
      }),
    search: (q: string) =>
      queryOptions({
        queryKey: keys.search(q),
        queryFn: ({ signal }) => request('search', { query: { q }, signal }),
        enabled: q !== '',
      }),
    action: (id: string) =>
      queryOptions({ queryKey: keys.action(id), queryFn: ({ signal }) => request('action', { id, signal }) }),
  }
}

function dagQueries(request: Request) {
  return {
    dags: (list: ListOf) =>
      infiniteQueryOptions({
        queryKey: keys.dags(list),
        queryFn: ({ signal, pageParam }) =>
          request('dags', { query: { ...list, cursor: pageParam, limit: pageSize }, signal }),
        ...paging,
        maxPages: pagesKept,
      }),
    /** The first few, for the overview: the list itself may have been read elsewhere. */
    latestDags: () =>
      queryOptions({
        queryKey: keys.latestDags,
        queryFn: ({ signal }) => request('dags', { query: { limit: fewDags }, signal }),
      }),
    dag: (id: string) =>
      queryOptions({ queryKey: keys.dag(id), queryFn: ({ signal }) => request('dag', { id, signal }) }),
    dagGraph: (id: string) =>
      queryOptions({
        queryKey: keys.dagGraph(id),
        queryFn: ({ signal }) => request('dagGraph', { id, signal }),
      }),
    dagTimeline: (id: string) =>
      queryOptions({
        queryKey: keys.dagTimeline(id),
        queryFn: ({ signal }) => request('dagTimeline', { id, signal }),
      }),
  }
}

function taskQueries(request: Request) {
  return {
    /** @param from The cursor of the page that it begins with; the first page unless given. */
    tasks: (list: ListOf, from?: Cursor) =>
      infiniteQueryOptions({
        queryKey: keys.tasks(list),
        queryFn: ({ signal, pageParam }) =>
          request('tasks', { query: { ...list, cursor: pageParam, limit: pageSize }, signal }),
        ...paging,
        initialPageParam: from,
        maxPages: pagesKept,
      }),
    tasksHead: (list: ListOf) =>
      queryOptions({
        queryKey: keys.tasksHead(list),
        queryFn: ({ signal }) => request('tasks', { query: { ...list, limit: pageSize }, signal }),
      }),
    tasksCount: (q: string) =>
      queryOptions({
        queryKey: keys.tasksCount(q),
        queryFn: ({ signal }) => request('tasksCount', { query: { q }, signal }),
      }),
    tasksByType: (q: string) =>
      queryOptions({
        queryKey: keys.tasksByType(q),
        queryFn: ({ signal }) => request('tasksByType', { query: { q }, signal }),
      }),
    taskFigures: (q: string) =>
      queryOptions({
        queryKey: keys.taskFigures(q),
        queryFn: ({ signal }) => request('taskFigures', { query: { q }, signal }),
      }),
    task: (id: string) =>
      queryOptions({ queryKey: keys.task(id), queryFn: ({ signal }) => request('task', { id, signal }) }),
    taskEvents: (id: string) =>
      queryOptions({
        queryKey: keys.taskEvents(id),
        queryFn: ({ signal }) => request('taskEvents', { id, signal }),
      }),
  }
}

interface Page {
  readonly next?: string | undefined
  readonly previous?: string | undefined
}

/** Keyset paging in both directions: a page tells the cursor before and behind it. */
const paging = {
  initialPageParam: undefined as Cursor,
  getNextPageParam: (page: Page): Cursor => page.next,
  getPreviousPageParam: (page: Page): Cursor => page.previous,
}
