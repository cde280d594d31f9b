import { useEffect, useState } from 'react'

import { actions } from '../../shared/actions.ts'
import type { ActionJob } from '../api/wire.ts'
import { useMay } from '../shell/use-config.ts'
import { ActionButton } from './action-button.tsx'
import { unfollow } from './action-request.ts'

interface UndoButtonProps {
  readonly job: ActionJob
  /** For how long it can be undone still. */
  readonly milliseconds: number
}

/** Takes an action back, as long as that stands. */
export function UndoButton({ job: { id, kind }, milliseconds }: UndoButtonProps) {
  const [isOver, setOver] = useState(false)
  const may = useMay()
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), milliseconds)
    return () => clearTimeout(timer)
  }, [milliseconds])
  if (isOver) return null
  return (
    <ActionButton
      action={{
        kind: 'undo',
        target: { action: id },
        subject: actions[kind].title,
        onDone: () => unfollow(id),
      }}
      refusal={may(kind === 'cancel' ? 'retry' : kind)}
    />
  )
}
