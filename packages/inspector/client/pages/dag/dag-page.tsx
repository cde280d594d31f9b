import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useMatch, useParams, useSearch } from '@tanstack/react-router'

import { toFailure } from '../../api/failure.ts'
import type { DagDetail } from '../../api/wire.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorPanel, PanelBoundary } from '../../components/error-panel.tsx'
import type { TimelineSearch } from '../../router/search.ts'
import { useSession, useTopic } from '../../session.ts'
import { usePageTitle } from '../../shell/page-title.ts'
import { DagHeader } from './dag-header.tsx'

import tabs from '../../components/tab-links.module.css'
import styles from './dag-page.module.css'

/** The frame of a DAG: its header, and the graph, the timeline, the events or the tasks below it. */
export function DagPage() {
  const { id } = useParams({ from: '/dags/$id' })
  const { queries } = useSession()
  const { data, error, refetch } = useQuery(queries.dag(id))
  useTopic(`dag:${id}`)
  usePageTitle(titleOf(id, data))
  if (error !== null && toFailure(error).status === 404) return <UnknownDag id={id} />
  if (data === undefined && error !== null) {
    return <ErrorPanel error={error} what="The DAG" onRetry={() => void refetch()} />
  }
  return (
    <div className={styles['page']}>
      <DagHeader id={id} detail={data} />
      <DagTabs id={id} />
      <div className={styles['content']}>
        <PanelBoundary key={id} what="This view of the DAG">
          <Outlet />
        </PanelBoundary>
      </div>
    </div>
  )
}

function DagTabs({ id }: { readonly id: string }) {
  const params = { id }
  const kept = useKept()
  return (
    <nav className={tabs['tabs']} aria-label="Views of the DAG">
      <Link
        to="/dags/$id/graph"
        params={params}
        search={kept}
        className={tabs['tab']}
        activeOptions={{ includeSearch: false }}
      >
        Graph
      </Link>
      <Link
        to="/dags/$id/timeline"
        params={params}
        search={kept}
        className={tabs['tab']}
        activeOptions={{ includeSearch: false }}
      >
        Timeline
      </Link>
      <Link
        to="/dags/$id/events"
        params={params}
        search={kept}
        className={tabs['tab']}
        activeOptions={{ includeSearch: false }}
      >
        Events
      </Link>
      <Link
        to="/dags/$id/tasks"
        params={params}
        className={tabs['tab']}
        activeOptions={{ includeSearch: false }}
      >
        Tasks
      </Link>
    </nav>
  )
}

/** What the graph and the timeline both know, and the events keep: the open task, what is hidden, the moment. */
function useKept(): Pick<TimelineSearch, 'task' | 'hide' | 'only' | 'at'> {
  const { task, hide, only, at } = useSearch({ strict: false })
  const list = useMatch({ from: '/dags/$id/tasks', shouldThrow: false })
  return list === undefined ? { task, hide, only, at } : {}
}

function UnknownDag({ id }: { readonly id: string }) {
  return (
    <EmptyState title="There is no such DAG" actions={<Link to="/dags">To the list of DAGs</Link>}>
      No DAG has the id <code>{id}</code>. A finished DAG is removed an hour after its last task.
    </EmptyState>
  )
}

function titleOf(id: string, detail: DagDetail | undefined): string {
  const failed = detail?.dag.counts.failed ?? 0
  return failed > 0 ? `${failed} failed · DAG ${id}` : `DAG ${id}`
}
