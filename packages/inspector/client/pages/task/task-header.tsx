import { Link } from '@tanstack/react-router'

import { viewStates } from '../../../shared/view-states.ts'
import type { TaskDetail } from '../../api/wire.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Priority } from '../../components/priority.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { Countdown, RelativeTime } from '../../components/time.tsx'
import { shortId } from '../tasks/task-columns.tsx'
import { TaskActions } from './task-actions.tsx'
import type { StateChange } from './use-state-change.ts'

import text from '../../components/text.module.css'
import styles from './task.module.css'

interface TaskHeaderProps {
  readonly detail: TaskDetail
  readonly change: StateChange | undefined
  readonly isPage: boolean
}

export function TaskHeader({ detail, change, isPage }: TaskHeaderProps) {
  const { task } = detail
  const isSettled = viewStates[task.view].isSettled
  const Heading = isPage ? 'h1' : 'h2'
  return (
    <header className={styles['header']}>
      <div className={styles['titleLine']}>
        <Heading className={styles['title']}>{task.name}</Heading>
        <StateBadge state={task.view} />
        {change !== undefined && (
          <span role="status" className={text['muted']}>
            was {viewStates[change.from].word.toLowerCase()}, changed <RelativeTime time={change.at} />
          </span>
        )}
      </div>
      <div className={styles['facts']}>
        <span>
          <code>{isPage ? task.id : shortId(task.id)}</code>{' '}
          <CopyButton text={task.id} label="Copy the id" isIcon />
        </span>
        <Link to="/dags/$id/graph" params={{ id: task.dagId }} search={{ task: task.id }}>
          In its DAG
        </Link>
        <Priority priority={task.priority} />
        {!isSettled && (
          <span>
            expires in <Countdown until={task.expiresAt} over="no time: it is over" />
          </span>
        )}
        {task.owner !== undefined && task.view === 'running' && (
          <span>
            on <code>{task.owner}</code>
            {task.leaseUntil !== undefined && (
              <>
                , lease <Countdown until={task.leaseUntil} over="ran out" />
              </>
            )}
          </span>
        )}
      </div>
      <TaskActions detail={detail} />
    </header>
  )
}
