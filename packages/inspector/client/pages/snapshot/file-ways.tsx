import { useRef, useState, type ReactNode } from 'react'

import { Button } from '../../components/button.tsx'

import styles from '../../graph/graph-view.module.css'

interface FileWayProps {
  readonly onFile: (file: File | undefined) => void
}

interface DropAreaProps extends FileWayProps {
  readonly children: ReactNode
}

/** Takes a file that is dropped on what is in it, and shows so while one is dragged over it. */
export function DropArea({ onFile, children }: DropAreaProps) {
  const [isOver, setOver] = useState(false)
  return (
    <div
      className={styles['page']}
      data-still
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(event.dataTransfer.types.includes('Files'))
      }}
      onDragLeave={({ currentTarget, relatedTarget }) => {
        // From one part of the page to another it stays over it.
        if (!currentTarget.contains(relatedTarget as Node | null)) setOver(false)
      }}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        onFile(event.dataTransfer.files[0])
      }}
    >
      {children}
    </div>
  )
}

/** Asks for a file. The field of the browser would go on naming a file that was refused, or was followed by another. */
export function ChooseFile({ onFile }: FileWayProps) {
  const field = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button onClick={() => field.current?.click()}>Choose a file</Button>
      <input
        ref={field}
        type="file"
        accept=".json"
        hidden
        onChange={({ target }) => {
          onFile(target.files?.[0])
          // The same file may be chosen again, when it is another by then.
          target.value = ''
        }}
      />
    </>
  )
}
