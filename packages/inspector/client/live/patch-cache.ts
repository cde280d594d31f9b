import type { InfiniteData, QueryClient } from '@tanstack/react-query'

import { keys } from '../api/keys.ts'
import { pagesKept } from '../api/queries.ts'
import type { DagDetail, DagPage, DagRow, TaskDetail, TaskPage, TaskRow } from '../api/wire.ts'
import type { LiveConnection } from './live-connection.ts'

/** At most so often something that only the server can tell is read again after a change. */
const refreshMilliseconds = 1_000

/** What stands beside a list and costs the server more is read again less often. */
const slowMilliseconds = 5_000
const isSlow = new Set<string>([keys.allTasksByType[0], keys.allTaskFigures[0]])

/**
 * Writes live events into the query cache. Rows change in place: no list is put in another order under its
 * reader, and what is new waits behind a pill.
 */
export function patchCache(live: LiveConnection, cache: QueryClient): void {
  const refresh = refreshSoon(live, cache)
  const told = new Map<string, TaskRow>()
  live.on('tasks', ({ tasks }) => {
    remember(told, tasks)
    patchTaskLists(cache, new Map(tasks.map((task) => [task.id, task])))
    for (const task of tasks) patchTask(cache, task, refresh)
    for (const [name] of [keys.allTasks, keys.allTasksByType, keys.allTaskFigures]) refresh(name)
  })
  live.on('removed', ({ ids }) => {
    removeFromLists(cache, new Set(ids))
    for (const id of ids) void cache.invalidateQueries({ queryKey: keys.task(id) })
  })
  live.on('stats', (stats) => {
    cache.setQueryData(keys.stats, stats)
    refresh(keys.allDags[0])
    refresh(keys.fewDags[0])
  })
  live.on('dag', (dag) => patchDag(cache, dag, refresh))
  live.on('action', (job) => cache.setQueryData(keys.action(job.id), job))
  live.on('dirty', () => refresh(everything))
  live.on('reset', () => refresh(everything))
  cache.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated' || event.action.type !== 'success' || event.action.manual === true) return
    // An answer that was on its way while something was told may be the older picture.
    const key = event.query.queryKey as readonly unknown[]
    if (key[0] === keys.allTasks[0]) patchTaskLists(cache, told)
  })
  live.on('database', () => void cache.invalidateQueries({ queryKey: keys.health }))
}

const rememberedTasks = 2_000
const everything = 'everything'

type Refresh = (name: string, id?: string) => void

/**
 * Reads again at most once a second and key, so that a storm of changes is not a storm of requests. What is due while
 * the reader pauses waits until they go on.
 */
function refreshSoon(live: LiveConnection, cache: QueryClient): Refresh {
  const waiting = new Set<string>()
  return (name, id) => {
    const label = `${name} ${id ?? ''}`
    if (waiting.has(label)) return
    waiting.add(label)
    const act = (): void => {
      if (live.isPaused) {
        setTimeout(act, refreshMilliseconds)
        return
      }
      waiting.delete(label)
      if (name === everything) return refreshEverything(cache)
      if (name === 'tasks') return refreshAroundTasks(cache)
      void cache.invalidateQueries({ queryKey: id === undefined ? [name] : [name, id] })
    }
    setTimeout(act, isSlow.has(name) ? slowMilliseconds : refreshMilliseconds)
  }
}

function refreshEverything(cache: QueryClient): void {
  for (const queryKey of [keys.allTasks, keys.allDags]) {
    cache.setQueriesData<InfiniteData<unknown>>({ queryKey }, (list) =>
      list === undefined || list.pages.length <= pagesKept
        ? list
        : { pages: list.pages.slice(0, pagesKept), pageParams: list.pageParams.slice(0, pagesKept) },
    )
  }
  void cache.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.config[0] })
}

function refreshAroundTasks(cache: QueryClient): void {
  void cache.invalidateQueries({ queryKey: ['tasks-head'] })
  void cache.invalidateQueries({ queryKey: ['tasks-count'] })
}

/** Keeps the last that was told of so many tasks. */
function remember(told: Map<string, TaskRow>, tasks: readonly TaskRow[]): void {
  for (const task of tasks) {
    told.delete(task.id)
    told.set(task.id, task)
  }
  for (const id of told.keys()) {
    if (told.size <= rememberedTasks) return
    told.delete(id)
  }
}

function patchTaskLists(cache: QueryClient, byId: ReadonlyMap<string, TaskRow>): void {
  cache.setQueriesData<InfiniteData<TaskPage>>({ queryKey: keys.allTasks }, (list) =>
    list === undefined ? list : { ...list, pages: list.pages.map((page) => patchPage(page, byId)) },
  )
}

function patchPage(page: TaskPage, byId: ReadonlyMap<string, TaskRow>): TaskPage {
  if (!page.items.some((item) => byId.has(item.id))) return page
  return { ...page, items: page.items.map((item) => newer(item, byId.get(item.id))) }
}

/** An event may be older than what was read meanwhile: the later picture stays. */
export function newer(known: TaskRow, told: TaskRow | undefined): TaskRow {
  if (told === undefined || told.revision < known.revision) return known
  return told.revision === known.revision && told.updatedAt < known.updatedAt ? known : told
}

function patchTask(cache: QueryClient, task: TaskRow, refresh: Refresh): void {
  const known = cache.getQueryData<TaskDetail>(keys.task(task.id))
  if (known === undefined) return
  cache.setQueryData<TaskDetail>(keys.task(task.id), { ...known, task: newer(known.task, task) })
  refresh('task', task.id)
  refresh('task-events', task.id)
}

function removeFromLists(cache: QueryClient, ids: ReadonlySet<string>): void {
  cache.setQueriesData<InfiniteData<TaskPage>>({ queryKey: keys.allTasks }, (list) =>
    list === undefined
      ? list
      : {
          ...list,
          pages: list.pages.map((page) => ({
            ...page,
            items: page.items.filter((item) => !ids.has(item.id)),
          })),
        },
  )
}

function patchDag(cache: QueryClient, dag: DagRow, refresh: Refresh): void {
  cache.setQueryData<DagDetail>(keys.dag(dag.id), (known) =>
    known === undefined ? known : { ...known, dag },
  )
  refresh('dag', dag.id)
  refresh('dag-timeline', dag.id)
  cache.setQueriesData<InfiniteData<DagPage>>({ queryKey: keys.allDags }, (list) =>
    list === undefined
      ? list
      : {
          ...list,
          pages: list.pages.map((page) => ({
            ...page,
            items: page.items.map((item) => (item.id === dag.id ? dag : item)),
          })),
        },
  )
}
