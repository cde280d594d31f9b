import type { ActionKind } from '../../../shared/actions.ts'
import { ActionButton } from '../../actions/action-button.tsx'
import { Button } from '../../components/button.tsx'
import { useMay } from '../../shell/use-config.ts'

import list from '../tasks/tasks.module.css'

interface DagBulkBarProps {
  readonly marked: ReadonlySet<string>
  readonly onMark: (ids: Iterable<string>) => void
}

const offered: readonly ActionKind[] = ['retry', 'cancel', 'pause', 'resume', 'delete']

/** What can be done to a marked DAG: an action is for one DAG, since its preview is. */
export function DagBulkBar({ marked, onMark }: DagBulkBarProps) {
  const may = useMay()
  const [only, second] = marked
  if (only === undefined) return null
  const several = second === undefined ? undefined : 'Mark one DAG: each has a preview of its own.'
  return (
    <div role="toolbar" aria-label="Marked DAGs" className={list['bulk']}>
      <strong>{marked.size === 1 ? `DAG ${only} marked` : `${marked.size} DAGs marked`}</strong>
      {offered.map((kind) => (
        <ActionButton
          key={kind}
          action={{ kind, target: { dag: only }, subject: `DAG ${only}`, onDone: () => onMark([]) }}
          refusal={several ?? may(kind)}
        />
      ))}
      <Button tone="quiet" onClick={() => onMark([])}>
        Unmark
      </Button>
    </div>
  )
}
