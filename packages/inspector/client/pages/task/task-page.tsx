import { useNavigate, useParams, useSearch } from '@tanstack/react-router'

import { TaskDetailView } from './task-detail-view.tsx'

import styles from './task.module.css'

/** `/tasks/:id` */
export function TaskPage() {
  const { id } = useParams({ from: '/tasks/$id' })
  const { tab } = useSearch({ from: '/tasks/$id' })
  const navigate = useNavigate({ from: '/tasks/$id' })
  return (
    <div className={styles['page']}>
      <TaskDetailView
        id={id}
        tab={tab}
        onTab={(next) => void navigate({ search: { tab: next }, replace: true })}
        isPage
      />
    </div>
  )
}
