import type { ViewState } from '../../shared/view-states.ts'
import type { DagRow } from '../api/wire.ts'
import { StateGlyph } from './state-badge.tsx'

import styles from './state-badge.module.css'

const looks: Readonly<Record<DagRow['state'], { readonly word: string; readonly like: ViewState }>> = {
  running: { word: 'Running', like: 'running' },
  paused: { word: 'Paused', like: 'paused' },
  finished: { word: 'Finished', like: 'finished' },
  failed: { word: 'Failed', like: 'failed' },
  cancelled: { word: 'Cancelled', like: 'cancelled' },
}

/** The state of a DAG; it looks like the state of a task that means the same. */
export function DagStateBadge({ state }: { readonly state: DagRow['state'] }) {
  const { word, like } = looks[state]
  return (
    <span className={styles['badge']}>
      <StateGlyph state={like} />
      {word}
    </span>
  )
}
