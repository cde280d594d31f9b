import { useInfiniteQuery, useQuery, type InfiniteData } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'

import type { ListOf } from '../../api/keys.ts'
import type { TaskPage, TaskRow } from '../../api/wire.ts'
import { useSession, useTopic } from '../../session.ts'

type Pages = InfiniteData<TaskPage>

interface TaskList {
  readonly rows: readonly TaskRow[]
  readonly error: Error | null
  readonly isLoading: boolean
  readonly hasMore: boolean
  readonly loadMore: () => void
  /** Reads what lies before; undefined at the beginning. */
  readonly loadBefore: (() => void) | undefined
  /** The cursor of the page that a row is on; undefined for the first page. */
  readonly cursorAt: (place: number) => string | undefined
  readonly retry: () => void
  /** How many tasks of the newest page are not in the list; they wait until the reader wants them. */
  readonly newCount: number
  /** Goes to the newest page; what was read before it is dropped. */
  readonly showNew: () => Promise<void>
}

/**
 * A list of tasks: its pages around the reader, kept up to date in place, and what is new in front of it.
 * @param from The cursor of the page that it begins with when nothing of it has been read.
 */
export function useTaskList(list: ListOf, from: string | undefined): TaskList {
  const { queries, cache } = useSession()
  const options = queries.tasks(list, from)
  const query = useInfiniteQuery(options)
  const { data, fetchNextPage, fetchPreviousPage, hasNextPage, hasPreviousPage, isFetching } = query
  const rows = useMemo(() => unique(data?.pages.flatMap(({ items }) => items) ?? []), [data])
  const { data: head } = useQuery({
    ...queries.tasksHead(list),
    enabled: data !== undefined,
    refetchOnMount: false,
  })
  useTopic('tasks')

  const newCount = useMemo(
    () => (hasPreviousPage ? 0 : countNew(head?.items ?? [], rows)),
    [head, rows, hasPreviousPage],
  )
  const isEmpty = data !== undefined && rows.length === 0 && from === undefined
  const { queryKey } = options
  useEffect(() => {
    // Where there was nothing, nothing moves under the reader.
    if (isEmpty && head !== undefined && head.items.length > 0)
      cache.setQueryData<Pages>(queryKey, { pages: [head], pageParams: [undefined] })
  })
  return {
    rows,
    error: data === undefined ? query.error : null,
    isLoading: query.isPending,
    hasMore: hasNextPage,
    loadMore: () => !isFetching && void fetchNextPage(),
    loadBefore: hasPreviousPage ? () => !isFetching && void fetchPreviousPage() : undefined,
    cursorAt: (place) => cursorOf(data, rows[place]?.id),
    retry: () => void query.refetch(),
    newCount,
    showNew: async () => {
      const newest = await cache.fetchQuery({ ...queries.tasksHead(list), staleTime: 0 })
      await cache.cancelQueries({ queryKey: options.queryKey })
      cache.setQueryData<Pages>(options.queryKey, { pages: [newest], pageParams: [undefined] })
    },
  }
}

function cursorOf(data: Pages | undefined, id: string | undefined): string | undefined {
  const page = data?.pages.findIndex(({ items }) => items.some((item) => item.id === id)) ?? -1
  const cursor = data?.pageParams[page]
  return data?.pages[page]?.previous === undefined || typeof cursor !== 'string' ? undefined : cursor
}

/** While pages are read a task may move from one to the other: it is shown once. */
function unique(rows: readonly TaskRow[]): readonly TaskRow[] {
  const seen = new Set<string>()
  return rows.filter(({ id }) => !seen.has(id) && seen.add(id))
}

function countNew(head: readonly TaskRow[], rows: readonly TaskRow[]): number {
  const known = new Set(rows.map(({ id }) => id))
  return head.filter(({ id }) => !known.has(id)).length
}
