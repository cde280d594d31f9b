import { Link } from '@tanstack/react-router'

import { EmptyState } from '../components/empty-state.tsx'
import { usePageTitle } from '../shell/page-title.ts'

export function NotFoundPage() {
  usePageTitle('Not found')
  return (
    <EmptyState title="There is no such page" actions={<Link to="/">To the overview</Link>}>
      The address may be cut short, or from another version of the inspector.
    </EmptyState>
  )
}
