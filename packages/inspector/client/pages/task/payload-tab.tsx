import type { TaskDetail } from '../../api/wire.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { TaskJson } from './task-json.tsx'

import text from '../../components/text.module.css'

export function PayloadTab({ detail }: { readonly detail: TaskDetail }) {
  if (detail.isPayloadHidden) return <EmptyState title="Payloads are withheld from you" />
  return (
    <>
      <TaskJson detail={detail} value={detail.payload} label="Payload" />
      {detail.redacted.length > 0 && (
        <p className={text['muted']}>Withheld by the server: {detail.redacted.join(', ')}</p>
      )}
    </>
  )
}
