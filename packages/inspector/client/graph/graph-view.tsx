import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'

import { EmptyState } from '../components/empty-state.tsx'
import { ErrorPanel } from '../components/error-panel.tsx'
import { Skeleton } from '../components/skeleton.tsx'
import type { GraphSearch } from '../router/search.ts'
import { useSession, useTopic } from '../session.ts'
import { warmUpLayout } from './layout/layout-workers.ts'
import { LoadedGraph } from './loaded-graph.tsx'

export interface GraphViewProps {
  readonly dagId: string
  /** The view, as the address says it. */
  readonly search: GraphSearch
  /** Writes into the address; `replace` for what is no step back, such as the viewport. */
  readonly onSearch: (patch: GraphSearch, options?: { readonly replace?: boolean }) => void
}

/** The graph of a DAG. `data-graph-ready` is on it as soon as everything has its place. */
export function GraphView({ dagId, search, onSearch }: GraphViewProps) {
  const { queries } = useSession()
  useTopic(`dag:${dagId}`)
  useEffect(warmUpLayout, [])
  const { data, error, refetch } = useQuery({ ...queries.dagGraph(dagId), structuralSharing: false })
  if (data === undefined) {
    if (error === null) return <Skeleton label="The graph is being read" rows={6} height={64} />
    return <ErrorPanel error={error} what="The graph" onRetry={() => void refetch()} />
  }
  if (data.ids.length === 0) {
    return (
      <EmptyState title="This DAG has no tasks">
        They were deleted, or purged after their time. New tasks appear here by themselves.
      </EmptyState>
    )
  }
  return <LoadedGraph columns={data} search={search} onSearch={onSearch} />
}
