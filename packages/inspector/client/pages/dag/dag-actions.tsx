import type { ActionKind } from '../../../shared/actions.ts'
import { ActionButton } from '../../actions/action-button.tsx'
import type { DagRow } from '../../api/wire.ts'
import { useMay } from '../../shell/use-config.ts'

/** What the state of a DAG allows to do to all of it. */
const byState: Readonly<Record<DagRow['state'], readonly ActionKind[]>> = {
  running: ['pause', 'cancel'],
  paused: ['resume', 'cancel'],
  finished: ['delete'],
  failed: ['delete'],
  cancelled: ['delete'],
}

const worthRetrying = ['failed', 'failed-upstream', 'expired', 'cancelled'] as const

/** What runs can have failed in part, and what has finished too: that goes by the counts. */
function offeredFor({ state, counts }: DagRow): readonly ActionKind[] {
  const canRetry = worthRetrying.some((view) => (counts[view] ?? 0) > 0)
  return canRetry ? ['retry', ...byState[state]] : byState[state]
}

const titles: Partial<Record<ActionKind, string>> = { retry: 'Retry what failed' }

export function DagActions({ dag }: { readonly dag: DagRow }) {
  const may = useMay()
  return offeredFor(dag).map((kind) => (
    <ActionButton
      key={kind}
      action={{ kind, target: { dag: dag.id }, subject: `DAG ${dag.id}` }}
      refusal={may(kind)}
      title={titles[kind]}
    />
  ))
}
