import { useNavigate, useParams, useSearch } from '@tanstack/react-router'

import { isAside, type TasksSearch } from '../../router/search.ts'
import { TaskListView } from './task-list-view.tsx'

/** `/dags/:id/tasks`: the tasks of one DAG. */
export function DagTasksPage() {
  const { id } = useParams({ from: '/dags/$id/tasks' })
  const search = useSearch({ from: '/dags/$id/tasks' })
  const navigate = useNavigate({ from: '/dags/$id/tasks' })
  const onSearch = (patch: TasksSearch): void =>
    void navigate({ search: (known) => ({ ...known, ...patch }), replace: isAside(patch) })
  return (
    <TaskListView
      label={`Tasks of ${id}`}
      scope={`dag:${id}`}
      search={search}
      onSearch={onSearch}
      isInFrame
    />
  )
}
