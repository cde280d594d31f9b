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
  const { task, payload } = detail
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
            options: optionsOf(kind, task.priority, payload),
          }}
          refusal={may(kind)}
        />
      ))}
    </div>
  )
}

function optionsOf(kind: ActionKind, priority: 1 | 2 | 3, payload: unknown) {
  if (kind === 'priority') return { priority }
  return kind === 'run' ? { payload } : {}
}
