import { X } from 'lucide-react'
import { useEffect, useId, useLayoutEffect, useRef, type ReactNode } from 'react'

import styles from './dialog.module.css'

interface DialogProps {
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly children: ReactNode
  readonly footer?: ReactNode
  /** Without the line with the title and the cross; the title still names it. */
  readonly isBare?: boolean
}

/**
 * A dialog over the page. The browser's own `<dialog>` keeps the focus inside, makes the rest inert, closes on Escape
 * and gives the focus back; it needs no styles written by a script, which the content security policy would refuse.
 */
export function Dialog({ title, isOpen, onClose, children, footer, isBare = false }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    if (isOpen && element.current?.open === false) element.current.showModal()
    if (!isOpen) element.current?.close()
  }, [isOpen])
  // One that is taken out of the page while it is open would not give the focus back.
  useLayoutEffect(() => {
    const dialog = element.current
    return () => dialog?.close()
  }, [])
  return (
    // A press on the scrim closes it; Escape does the same from the keyboard, by the element itself.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={element}
      className={styles['dialog']}
      data-bare={isBare}
      aria-labelledby={isBare ? undefined : titleId}
      aria-label={isBare ? title : undefined}
      onClose={onClose}
      onClick={(event) => event.target === element.current && onClose()}
    >
      {isOpen && (
        <div className={styles['frame']}>
          {!isBare && (
            <header className={styles['header']}>
              <h2 id={titleId}>{title}</h2>
              <button type="button" className={styles['close']} aria-label="Close" onClick={onClose}>
                <X size={16} aria-hidden />
              </button>
            </header>
          )}
          <div className={isBare ? undefined : styles['body']}>{children}</div>
          {footer !== undefined && <footer className={styles['footer']}>{footer}</footer>}
        </div>
      )}
    </dialog>
  )
}
