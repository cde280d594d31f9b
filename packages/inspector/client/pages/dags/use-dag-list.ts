import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'

import type { ListOf } from '../../api/keys.ts'
import type { DagRow } from '../../api/wire.ts'
import { useSession } from '../../session.ts'
import { holdBack, type HeldList, type ReadList } from './hold-back.ts'

interface DagList {
  readonly rows: readonly DagRow[]
  readonly error: Error | null
  readonly isLoading: boolean
  readonly hasMore: boolean
  readonly loadMore: () => void
  /** Reads what lies before; undefined at the beginning. */
  readonly loadBefore: (() => void) | undefined
  readonly retry: () => void
  /** How many DAGs came since, and wait until the reader wants them; capped where they fill all that was read. */
  readonly waiting: { readonly count: number; readonly isCapped: boolean }
  readonly showNew: () => void
}

/** A list of DAGs: its pages around the reader, kept up to date, in which nothing new moves what is read. */
export function useDagList(list: ListOf): DagList {
  const query = useInfiniteQuery(useSession().queries.dags(list))
  const { data, fetchNextPage, fetchPreviousPage, isFetching, hasNextPage, hasPreviousPage } = query
  const read = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data])
  const { shown, newCount, showNew } = useHeldBack({
    list: `${list.q} ${list.sort}`,
    rows: read,
    hasMore: hasNextPage,
    isHeld: list.sort !== 'created' && !hasPreviousPage,
  })
  return {
    rows: shown,
    error: data === undefined ? query.error : null,
    isLoading: query.isPending,
    hasMore: hasNextPage,
    loadMore: () => !isFetching && void fetchNextPage(),
    loadBefore: hasPreviousPage ? () => !isFetching && void fetchPreviousPage() : undefined,
    retry: () => void query.refetch(),
    waiting: { count: newCount, isCapped: hasNextPage && newCount === read.length },
    showNew,
  }
}

function useHeldBack(read: ReadList): HeldList & { readonly showNew: () => void } {
  const [held, setHeld] = useState(() => holdBack(undefined, read))
  const isKnown =
    held.list === read.list &&
    held.rows === read.rows &&
    held.hasMore === read.hasMore &&
    held.isHeld === read.isHeld
  if (!isKnown) setHeld(holdBack(held, read))
  return { ...held, showNew: () => setHeld(holdBack(undefined, read)) }
}
