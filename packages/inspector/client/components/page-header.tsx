import type { ReactNode } from 'react'

import styles from './page-header.module.css'

interface PageHeaderProps {
  readonly title: ReactNode
  /** Beside the title: a state, a count. */
  readonly detail?: ReactNode
  readonly actions?: ReactNode
  readonly children?: ReactNode
}

export function PageHeader({ title, detail, actions, children }: PageHeaderProps) {
  return (
    <div className={styles['header']}>
      <div className={styles['line']}>
        <h1 className={styles['title']}>{title}</h1>
        {detail !== undefined && <div className={styles['detail']}>{detail}</div>}
        {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
      </div>
      {children}
    </div>
  )
}
