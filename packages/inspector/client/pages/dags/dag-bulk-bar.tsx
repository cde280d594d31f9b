import type { ActionKind } from '../../../shared/actions.ts'
import { ActionButton } from '../../actions/action-button.tsx'
import { Button } from '../../components/button.tsx'
import { counted } from '../../format/count.ts'
import { useMay } from '../../shell/use-config.ts'

import list from '../tasks/tasks.module.css'

interface DagBulkBarProps {
  readonly marked: ReadonlySet<string>
  readonly onMark: (ids: Iterable<string>) => void
}

const offered: readonly ActionKind[] = ['retry', 'cancel', 'pause', 'resume', 'delete']

/** So many DAGs the server takes at once. */
const mostDags = 100

/** What can be done to the marked DAGs. Those that it could not be done to stay marked. */
export function DagBulkBar({ marked, onMark }: DagBulkBarProps) {
  const may = useMay()
  const [only] = marked
  if (only === undefined) return null
  const tooMany = marked.size > mostDags ? `At most ${mostDags} DAGs are changed at once.` : undefined
  const subject = marked.size === 1 ? `DAG ${only}` : counted(marked.size, 'DAG')
  return (
    <div role="toolbar" aria-label="Marked DAGs" className={list['bulk']}>
      <strong>{subject} marked</strong>
      {offered.map((kind) => (
        <ActionButton
          key={kind}
          action={{
            kind,
            target: { dags: [...marked] },
            subject,
            onDone: (job) => onMark(job.failures.map(({ id }) => id)),
          }}
          refusal={tooMany ?? may(kind)}
        />
      ))}
      <Button tone="quiet" onClick={() => onMark([])}>
        Unmark
      </Button>
    </div>
  )
}
