import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'

import { keys, type ListOf } from './keys.ts'
import type { Request } from './request.ts'
import type { SeriesWindow } from './wire.ts'

/** A place in a list: where to read on, and in which direction that is in the cursor itself. */
type Cursor = string | undefined

const pageSize = 100
const few = 6

/** So many pages around the reader are kept in memory; what is far is dropped, and read when they come back. */
export const pagesKept = 5

/**
 * Every read of the client, as options for `useQuery`.
 * @param isPaused Whether what is shown stands still: then nothing is read again by itself.
 */
export function queriesVia(request: Request, isPaused: () => boolean) {
  return { ...systemQueries(request, isPaused), ...dagQueries(request), ...taskQueries(request) }
}

export type Queries = ReturnType<typeof queriesVia>

function systemQueries(request: Request, isPaused: () => boolean) {
  const every = (milliseconds: number) => () => (isPaused() ? false : milliseconds)
  return {
    config: () =>
      queryOptions({
        queryKey: keys.config,
        queryFn: ({ signal }) => request('config', { signal }),
        staleTime: Infinity,
      }),
    health: () =>
      queryOptions({
        queryKey: keys.health,
        queryFn: ({ signal }) => request('health', { signal }),
        refetchInterval: every(10_000),
      }),
    stats: () =>
      queryOptions({ queryKey: keys.stats, queryFn: ({ signal }) => request('stats', { signal }) }),
    series: (window: SeriesWindow, name: string) =>
      queryOptions({
        queryKey: keys.series(window, name),
        queryFn: ({ signal }) =>
          request('series', { query: { window, ...(name === '' ? {} : { name }) }, signal }),
        refetchInterval: every(30_000),
      }),
    types: () =>
      queryOptions({
        queryKey: keys.types,
        queryFn: ({ signal }) => request('types', { signal }),
        refetchInterval: every(5_000),
      }),
    workers: () =>
      queryOptions({
        queryKey: keys.workers,
        queryFn: ({ signal }) => request('workers', { signal }),
        refetchInterval: every(5_000),
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
    /** For the overview: some that run, and where there are fewer the latest of the others. */
    fewDags: () =>
      queryOptions({
        queryKey: keys.fewDags,
        queryFn: async ({ signal }) => {
          const read = (q: string) => request('dags', { query: { q, limit: few }, signal })
          const { items: running } = await read('state:running')
          if (running.length === few) return running
          const ids = new Set(running.map(({ id }) => id))
          const { items: latest } = await read('')
          return [...running, ...latest.filter(({ id }) => !ids.has(id))].slice(0, few)
        },
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
