import { viewStateOrder, viewStates } from '../../shared/view-states.ts'
import { toFailure } from '../api/failure.ts'
import type { ActionPreview, Counts } from '../api/wire.ts'
import { StateGlyph } from '../components/state-badge.tsx'
import { formatCount } from '../format/count.ts'

import styles from './action-dialog.module.css'

interface ActionPreviewPanelProps {
  readonly preview: ActionPreview | undefined
  readonly error: unknown
}

/** How many tasks an action would change, which ones it leaves alone and why, and what changes with them. */
export function ActionPreviewPanel({ preview, error }: ActionPreviewPanelProps) {
  if (preview === undefined) {
    return (
      <div className={styles['preview']} aria-busy={error === null}>
        {error === null ? (
          <p className={styles['muted']}>What it would change is being counted.</p>
        ) : (
          <p role="alert" className={styles['refusal']}>
            {toFailure(error).message} {toFailure(error).hint}
          </p>
        )}
      </div>
    )
  }
  return (
    <div className={styles['preview']} aria-live="polite">
      <p>{preview.sentence}</p>
      <CountsLine title="Changes" counts={preview.changes} />
      <CountsLine title="Changes with them" counts={preview.cascade} />
      {preview.skipped.length > 0 && (
        <>
          <h3>Left alone</h3>
          <ul>
            {preview.skipped.map(({ reason, count }) => (
              <li key={reason}>
                {formatCount(count)}: {reason}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

function CountsLine({ title, counts }: { readonly title: string; readonly counts: Counts }) {
  const states = viewStateOrder.filter((state) => (counts[state] ?? 0) > 0)
  if (states.length === 0) return null
  return (
    <>
      <h3>{title}</h3>
      <p className={styles['counts']}>
        {states.map((state) => (
          <span key={state}>
            <StateGlyph state={state} size={12} /> {formatCount(counts[state] ?? 0)}{' '}
            {viewStates[state].word.toLowerCase()}
          </span>
        ))}
      </p>
    </>
  )
}

/** How many tasks an action changes itself; none as long as nothing is counted. */
export function changesOf(preview: ActionPreview | undefined): number {
  return Object.values(preview?.changes ?? {}).reduce((sum, count) => sum + count, 0)
}
