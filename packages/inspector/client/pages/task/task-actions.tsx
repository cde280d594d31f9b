import type { ActionKind } from '../../../shared/actions.ts'
import { ActionButton } from '../../actions/action-button.tsx'
import type { TaskDetail } from '../../api/wire.ts'
import { useMay } from '../../shell/use-config.ts'
import { shortId } from '../tasks/task-columns.tsx'

import styles from './task.module.css'

const offered: readonly ActionKind[] = [
  'retry',
  'requeue',
  'cancel',
  'rerun',
  'priority',
  'extend',
  'run',
  'delete',
]

/** What the state of a task allows; what the reader may not do says why. */
export function TaskActions({ detail }: { readonly detail: TaskDetail }) {
  const may = useMay()
  const { task } = detail
  const allowed = offered.filter((kind) => detail.actions.includes(kind))
  if (allowed.length === 0) return null
  return (
    <div role="toolbar" aria-label="Actions" className={styles['actions']}>
      {allowed.map((kind) => (
        <ActionButton
          key={kind}
          action={{
            kind,
            target: { tasks: [task.id] },
            subject: `${task.name} ${shortId(task.id)}`,
            options: kind === 'priority' ? { priority: task.priority } : {},
            ...(kind === 'run' && !detail.isPayloadHidden ? { payload: detail.payload } : {}),
          }}
          refusal={may(kind)}
        />
      ))}
    </div>
  )
}
