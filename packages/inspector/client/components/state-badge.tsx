import { viewStates, type ViewState } from '../../shared/view-states.ts'
import { filledGlyphs, stateGlyphPaths } from './state-glyph-paths.ts'

import styles from './state-badge.module.css'

interface StateGlyphProps {
  readonly state: ViewState
  readonly size?: number
}

/** The glyph of a state in its colour. It says nothing to a screen reader: put the word beside it. */
export function StateGlyph({ state, size = 14 }: StateGlyphProps) {
  return (
    <svg
      className={styles['glyph']}
      data-state={state}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
    >
      <path d={stateGlyphPaths[state]} fill={filledGlyphs.has(state) ? 'currentColor' : 'none'} />
    </svg>
  )
}

interface StateBadgeProps {
  readonly state: ViewState
  /** Said after the word, such as a count. */
  readonly detail?: string | undefined
}

/** A state by glyph, word and colour, so that no meaning hangs on a hue. */
export function StateBadge({ state, detail }: StateBadgeProps) {
  return (
    <span className={styles['badge']} data-state={state}>
      <StateGlyph state={state} />
      {viewStates[state].word}
      {detail !== undefined && <span className={styles['detail']}>{detail}</span>}
    </span>
  )
}
