import type { ActionKind } from '../../../shared/actions.ts'
import { ActionButton } from '../../actions/action-button.tsx'
import type { DagRow } from '../../api/wire.ts'
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
  return offered[dag.state].map((kind) => (
    <ActionButton
      key={kind}
      action={{ kind, target: { dag: dag.id }, subject: `DAG ${dag.id}` }}
      refusal={may(kind)}
      title={titles[kind]}
    />
  ))
}
