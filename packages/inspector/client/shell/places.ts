import { Activity, Boxes, Gauge, ListChecks, Network, Server, type LucideIcon } from 'lucide-react'

interface Place {
  readonly to: '/' | '/dags' | '/tasks' | '/types' | '/workers' | '/health'
  readonly title: string
  readonly Icon: LucideIcon
}

/** The pages of the rail, also offered by the command palette. */
export const places: readonly Place[] = [
  { to: '/', title: 'Overview', Icon: Gauge },
  { to: '/dags', title: 'DAGs', Icon: Network },
  { to: '/tasks', title: 'Tasks', Icon: ListChecks },
  { to: '/types', title: 'Types', Icon: Boxes },
  { to: '/workers', title: 'Workers', Icon: Server },
  { to: '/health', title: 'Health', Icon: Activity },
]
