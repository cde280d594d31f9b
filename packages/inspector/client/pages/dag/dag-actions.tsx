import { actions, type ActionKind } from '../../../shared/actions.ts'
import { askFor } from '../../actions/action-request.ts'
import type { DagRow } from '../../api/wire.ts'
import { Button } from '../../components/button.tsx'
import { useMay } from '../../shell/use-config.ts'

/** What the state of a DAG allows to do to all of it. */
const offered: Readonly<Record<DagRow['state'], readonly ActionKind[]>> = {
  running: ['pause', 'cancel'],
  paused: ['resume', 'cancel'],
  finished: [],
  failed: ['retry'],
  cancelled: ['retry'],
}

const titles: Partial<Record<ActionKind, string>> = { retry: 'Retry what failed' }

export function DagActions({ dag }: { readonly dag: DagRow }) {
  const may = useMay()
  return offered[dag.state].map((kind) => {
    const refusal = may(kind)
    return (
      <Button
        key={kind}
        disabled={refusal !== undefined}
        title={refusal}
        onClick={() => askFor({ kind, target: { dag: dag.id }, subject: `DAG ${dag.id}` })}
      >
        {titles[kind] ?? actions[kind].title}
      </Button>
    )
  })
}
