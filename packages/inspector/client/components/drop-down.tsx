import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react'

import { useShortcuts } from '../keyboard/shortcuts.ts'

import styles from './drop-down.module.css'

interface DropDownProps {
  readonly label: string
  readonly icon: ReactNode
  /** The key that opens it, and what the sheet of keys says of it. */
  readonly shortcut?: { readonly key: string; readonly label: string }
  /** What is in it, made anew each time it is opened. */
  readonly children: (close: () => void) => ReactNode
}

/** A button with a panel under it, which closes with Escape and when the reader goes elsewhere. */
export function DropDown({ label, icon, shortcut, children }: DropDownProps) {
  const details = useRef<HTMLDetailsElement>(null)
  const [isOpen, setOpen] = useState(false)
  const close = (): void => setOpen(false)
  useShortcuts(
    'List',
    shortcut === undefined ? [] : [{ ...shortcut, run: () => openAndEnter(details, setOpen) }],
  )
  useCloseElsewhere(details, isOpen, close)
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !isOpen) return
    event.preventDefault()
    event.stopPropagation()
    close()
    details.current?.querySelector('summary')?.focus()
  }
  return (
    // The keys are for what is in it; the summary is the control.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <details
      ref={details}
      open={isOpen}
      className={styles['dropDown']}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      onKeyDown={onKeyDown}
    >
      <summary className={styles['summary']} title={label}>
        {icon}
        <span className={styles['word']}>{label}</span>
      </summary>
      {isOpen && <div className={styles['panel']}>{children(close)}</div>}
    </details>
  )
}

function openAndEnter(
  { current }: RefObject<HTMLDetailsElement | null>,
  setOpen: (isOpen: boolean) => void,
): void {
  setOpen(true)
  current?.querySelector('summary')?.focus()
}

function useCloseElsewhere(
  details: RefObject<HTMLDetailsElement | null>,
  isOpen: boolean,
  close: () => void,
): void {
  const latest = useRef(close)
  useEffect(() => {
    latest.current = close
  })
  useEffect(() => {
    if (!isOpen) return undefined
    const onElsewhere = (event: Event): void => {
      if (event.target instanceof Node && details.current?.contains(event.target) === false) latest.current()
    }
    document.addEventListener('pointerdown', onElsewhere)
    document.addEventListener('focusin', onElsewhere)
    return () => {
      document.removeEventListener('pointerdown', onElsewhere)
      document.removeEventListener('focusin', onElsewhere)
    }
  }, [details, isOpen])
}
