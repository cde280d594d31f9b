import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import type { ListOf } from '../../api/keys.ts'
import type { TaskRow } from '../../api/wire.ts'
import { useSession, useTopic } from '../../session.ts'

interface TaskList {
  readonly rows: readonly TaskRow[]
  readonly error: Error | null
  readonly isLoading: boolean
  readonly hasMore: boolean
  readonly isLoadingMore: boolean
  readonly loadMore: () => void
  readonly retry: () => void
  /** How many tasks of the newest page are not in the list; they wait until the reader wants them. */
  readonly newCount: number
  readonly showNew: () => void
}

/** A list of tasks: its pages, kept up to date in place, and what is new in front of it. */
export function useTaskList(list: ListOf): TaskList {
  const { queries, cache } = useSession()
  const options = queries.tasks(list)
  const query = useInfiniteQuery(options)
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage } = query
  const rows = useMemo(() => unique(data?.pages.flatMap(({ items }) => items) ?? []), [data])
  const { data: head } = useQuery({
    ...queries.tasksHead(list),
    enabled: data !== undefined,
    refetchOnMount: false,
  })
  useTopic('tasks')

  const newCount = useMemo(() => countNew(head?.items ?? [], rows), [head, rows])
  return {
    rows,
    error: data === undefined ? query.error : null,
    isLoading: query.isPending,
    hasMore: hasNextPage,
    isLoadingMore: isFetchingNextPage,
    loadMore: () => !isFetchingNextPage && void fetchNextPage(),
    retry: () => void query.refetch(),
    newCount,
    showNew: () => void cache.resetQueries({ queryKey: options.queryKey }),
  }
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
