import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import { viewStates } from '../../../shared/view-states.ts'
import { toFailure } from '../../api/failure.ts'
import type { TaskDetail } from '../../api/wire.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { JsonView } from '../../components/json/json-view.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import type { TaskTab } from '../../router/search.ts'
import { useSession, useTopic } from '../../session.ts'
import { usePageTitle } from '../../shell/page-title.ts'
import { DependenciesTab } from './dependencies-tab.tsx'
import { ErrorTab } from './error-tab.tsx'
import { EventsTab } from './events-tab.tsx'
import { PayloadTab } from './payload-tab.tsx'
import { SummaryTab } from './summary-tab.tsx'
import { TaskHeader } from './task-header.tsx'
import { TaskJson } from './task-json.tsx'
import { TaskTabs } from './task-tabs.tsx'
import { useStateChange } from './use-state-change.ts'

import styles from './task.module.css'

interface TaskDetailViewProps {
  readonly id: string
  readonly tab: TaskTab | undefined
  readonly onTab: (tab: TaskTab | undefined) => void
  /** Whether it is a page of its own and not a panel. */
  readonly isPage?: boolean
}

/** Everything about one task, for its page and for the panel beside a list or a graph. */
export function TaskDetailView({ id, tab = 'summary', onTab, isPage = false }: TaskDetailViewProps) {
  const { queries } = useSession()
  const { data, error, refetch } = useQuery(queries.task(id))
  const change = useStateChange(data?.task)
  useTopic(`task:${id}`)
  // What was known of it is of no use once it is gone.
  if (error !== null && toFailure(error).status === 404)
    return <UnknownTask id={id} dagId={data?.task.dagId} isPage={isPage} />
  if (data === undefined) {
    if (error === null) return <Skeleton label="The task is being read" rows={6} height={44} />
    return <ErrorPanel error={error} what="The task" onRetry={() => void refetch()} />
  }
  return (
    <>
      {isPage && <Title text={titleOf(data)} />}
      <TaskHeader detail={data} change={change} isPage={isPage} />
      <TaskTabs detail={data} tab={tab} onTab={onTab} />
      <div role="tabpanel" aria-label={tab} className={styles['content']}>
        {contentOf(tab, data)}
      </div>
    </>
  )
}

function contentOf(tab: TaskTab, detail: TaskDetail): ReactNode {
  switch (tab) {
    case 'summary':
      return <SummaryTab detail={detail} />
    case 'payload':
      return <PayloadTab detail={detail} />
    case 'result':
      return <ResultTab detail={detail} />
    case 'error':
      return <ErrorTab detail={detail} />
    case 'dependencies':
      return <DependenciesTab detail={detail} />
    case 'events':
      return <EventsTab id={detail.task.id} />
    case 'raw':
      return <TaskJson detail={detail} value={detail} label="Document" />
  }
}

function ResultTab({ detail }: { readonly detail: TaskDetail }) {
  if (detail.isPayloadHidden) return <EmptyState title="Results are withheld from you" />
  if (detail.result === undefined)
    return <EmptyState title="There is no result">It has not finished.</EmptyState>
  return <JsonView value={detail.result} label="Result" />
}

function titleOf({ task }: TaskDetail): string {
  return `${viewStates[task.view].word} · ${task.name} ${task.id}`
}

function Title({ text }: { readonly text: string }) {
  usePageTitle(text)
  return null
}

interface UnknownTaskProps {
  readonly id: string
  /** The DAG that it was in, where it has been seen before. */
  readonly dagId: string | undefined
  readonly isPage: boolean
}

function UnknownTask({ id, dagId, isPage }: UnknownTaskProps) {
  return (
    <EmptyState title="There is no such task" actions={<Link to="/tasks">To the list of tasks</Link>}>
      {isPage && <Title text={`No task ${id}`} />}
      No task has the id <code>{id}</code>. It was deleted, or had ended: ended tasks are removed when their
      retention is over.
      {dagId !== undefined && (
        <>
          {' '}
          It was in the DAG{' '}
          <Link to="/dags/$id/graph" params={{ id: dagId }}>
            {dagId}
          </Link>
          .
        </>
      )}
    </EmptyState>
  )
}
