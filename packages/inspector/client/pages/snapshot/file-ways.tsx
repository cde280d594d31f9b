import { useEffect, useRef, useState, type ReactNode } from 'react'

import { Button } from '../../components/button.tsx'

import styles from '../../graph/graph-view.module.css'

interface FileWayProps {
  readonly onFile: (file: File | undefined) => void
}

interface DropAreaProps extends FileWayProps {
  readonly children: ReactNode
}

/**
 * Takes a file that is dropped anywhere on the page, and shows so while one is dragged over it. On the rail, too: the
 * browser would leave the inspector for the file.
 */
export function DropArea({ onFile, children }: DropAreaProps) {
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const watch = new AbortController()
    const { signal } = watch
    const take = (event: DragEvent): void => {
      const files = event.dataTransfer
      // A text that is dragged is for a field.
      if (!files?.types.includes('Files')) return
      event.preventDefault()
      setOver(event.type === 'dragover')
      if (event.type === 'drop') onFile(files.files[0])
    }
    addEventListener('dragover', take, { signal })
    addEventListener('drop', take, { signal })
    // From one part of the page to another it stays over it.
    addEventListener('dragleave', ({ relatedTarget }) => relatedTarget === null && setOver(false), { signal })
    return () => watch.abort()
  }, [onFile])
  return (
    <div className={styles['page']} data-still data-over={isOver}>
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
