import { useNavigate, useSearch } from '@tanstack/react-router'

import { isAside, type TasksSearch } from '../../router/search.ts'
import { usePageTitle } from '../../shell/page-title.ts'
import { TaskListView } from './task-list-view.tsx'

/** `/tasks`: every task, by any filter. */
export function TasksPage() {
  const search = useSearch({ from: '/tasks' })
  const navigate = useNavigate({ from: '/tasks' })
  usePageTitle(search.q === undefined ? 'Tasks' : `${search.q} · Tasks`)
  const onSearch = (patch: TasksSearch): void =>
    void navigate({
      to: '/tasks',
      search: (known) => ({ ...known, ...patch }),
      replace: isAside(patch),
    })
  return <TaskListView label="Tasks" search={search} onSearch={onSearch} />
}
