import { useEffect, useRef, useState } from 'react'

import type { ViewState } from '../../../shared/view-states.ts'
import type { TaskRow } from '../../api/wire.ts'

/** A change of state that the reader saw happen. */
export interface StateChange {
  readonly from: ViewState
  readonly at: number
}

/** What the state was before it changed under the eyes of the reader, so that nothing jumps in silence. */
export function useStateChange(task: TaskRow | undefined): StateChange | undefined {
  const seen = useRef<{ readonly id: string; readonly view: ViewState } | undefined>(undefined)
  const [change, setChange] = useState<StateChange & { readonly id: string }>()
  useEffect(() => {
    if (task === undefined) return
    const before = seen.current
    if (before?.id === task.id && before.view !== task.view) {
      setChange({ id: task.id, from: before.view, at: task.updatedAt })
    }
    seen.current = { id: task.id, view: task.view }
  }, [task])
  return change !== undefined && change.id === task?.id ? change : undefined
}
