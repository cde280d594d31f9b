import { X } from 'lucide-react'
import type { ReactNode } from 'react'

import { useStore } from '../store.ts'
import { Button } from './button.tsx'
import { dismissToast, toasts } from './toasts.ts'

import styles from './toast-region.module.css'

interface ToastRegionProps {
  /** What stands above the toasts, such as the progress of actions. */
  readonly children?: ReactNode
}

/** The corner where the inspector says what happened; a screen reader is told politely. */
export function ToastRegion({ children }: ToastRegionProps) {
  const shown = useStore(toasts)
  return (
    <section className={styles['region']} aria-label="Notifications">
      {children}
      <div role="status" className={styles['list']}>
        {shown.map(({ id, title, detail, tone, action }) => (
          <div key={id} className={styles['toast']} data-tone={tone}>
            <div className={styles['text']}>
              <strong>{title}</strong>
              {detail !== undefined && <p>{detail}</p>}
            </div>
            {action !== undefined && <Button onClick={action.run}>{action.label}</Button>}
            <Button tone="quiet" aria-label="Dismiss" onClick={() => dismissToast(id)}>
              <X size={14} aria-hidden />
            </Button>
          </div>
        ))}
      </div>
    </section>
  )
}
