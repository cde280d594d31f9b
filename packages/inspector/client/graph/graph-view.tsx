import type { GraphSearch } from '../router/search.ts'

export interface GraphViewProps {
  readonly dagId: string
  /** The view, as the address says it. */
  readonly search: GraphSearch
  /** Writes into the address; `replace` for what is no step back, such as the viewport. */
  readonly onSearch: (patch: GraphSearch, options?: { readonly replace?: boolean }) => void
}

/** The graph of a DAG. */
export function GraphView({ dagId }: GraphViewProps) {
  return <p>{dagId}</p>
}
