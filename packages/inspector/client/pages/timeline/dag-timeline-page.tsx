import { EmptyState } from '../../components/empty-state.tsx'

export function DagTimelinePage() {
  return <EmptyState title="Nothing here yet" />
}
