import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

import { GraphView } from '../../graph/graph-view.tsx'
import type { GraphSearch } from '../../router/search.ts'

export function DagGraphPage() {
  const { id } = useParams({ from: '/dags/$id/graph' })
  const search = useSearch({ from: '/dags/$id/graph' })
  const navigate = useNavigate({ from: '/dags/$id/graph' })
  const onSearch = useCallback(
    (patch: GraphSearch, options: { readonly replace?: boolean } = {}) =>
      void navigate({ search: (known) => ({ ...known, ...patch }), replace: options.replace === true }),
    [navigate],
  )
  return <GraphView key={id} dagId={id} search={search} onSearch={onSearch} />
}
