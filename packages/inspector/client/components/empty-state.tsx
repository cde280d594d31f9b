import { Inbox } from 'lucide-react'
import type { ReactNode } from 'react'

import styles from './message.module.css'

interface EmptyStateProps {
  readonly title: string
  readonly children?: ReactNode
  readonly actions?: ReactNode
}

/** Says that there is nothing, why that may be, and what to do about it. */
export function EmptyState({ title, children, actions }: EmptyStateProps) {
  return (
    <div className={styles['message']}>
      <Inbox className={styles['icon']} size={20} aria-hidden />
      <h2>{title}</h2>
      {children !== undefined && <div className={styles['text']}>{children}</div>}
      {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
    </div>
  )
}
