import type { TaskDetail } from '../../api/wire.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { JsonView } from '../../components/json/json-view.tsx'

import text from '../../components/text.module.css'

export function PayloadTab({ detail }: { readonly detail: TaskDetail }) {
  if (detail.isPayloadHidden) return <EmptyState title="Payloads are withheld from you" />
  return (
    <>
      <JsonView value={detail.payload} label="Payload" />
      {detail.redacted.length > 0 && (
        <p className={text['muted']}>Withheld by the server: {detail.redacted.join(', ')}</p>
      )}
    </>
  )
}
