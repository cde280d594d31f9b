import { useNavigate, useParams, useRouter, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

import { GraphView } from '../../graph/graph-view.tsx'
import type { GraphSearch } from '../../router/search.ts'

export function DagGraphPage() {
  const { id } = useParams({ from: '/dags/$id/graph' })
  const search = useSearch({ from: '/dags/$id/graph' })
  const navigate = useNavigate({ from: '/dags/$id/graph' })
  const router = useRouter()
  const onSearch = useCallback(
    (patch: GraphSearch, options: { readonly replace?: boolean } = {}) => {
      // What is written a moment after the reader has gone on to another page must not call them back.
      const here = router.buildLocation({ to: '/dags/$id/graph', params: { id } }).pathname
      if (router.latestLocation.pathname !== here) return
      void navigate({ search: (known) => ({ ...known, ...patch }), replace: options.replace === true })
    },
    [router, navigate, id],
  )
  return <GraphView key={id} dagId={id} search={search} onSearch={onSearch} />
}
