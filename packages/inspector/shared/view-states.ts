/**
 * The twelve states that the inspector shows. `CREATED` is shown as what keeps the task from running; the other
 * stored states are shown as they are, and a failure that came from upstream has a look of its own.
 * Glyph and word go with every colour, so that no meaning hangs on a hue alone.
 */
export const viewStates = {
  ready: { word: 'Ready', glyph: '◔', isSettled: false },
  blocked: { word: 'Blocked', glyph: '⛓', isSettled: false },
  scheduled: { word: 'Scheduled', glyph: '◷', isSettled: false },
  retrying: { word: 'Retrying', glyph: '↻', isSettled: false },
  paused: { word: 'Paused', glyph: '‖', isSettled: false },
  running: { word: 'Running', glyph: '▶', isSettled: false },
  finished: { word: 'Finished', glyph: '✓', isSettled: true },
  failed: { word: 'Failed', glyph: '✕', isSettled: true },
  'failed-upstream': { word: 'Failed upstream', glyph: '⤫', isSettled: true },
  cancelled: { word: 'Cancelled', glyph: '⊘', isSettled: true },
  skipped: { word: 'Skipped', glyph: '↷', isSettled: true },
  expired: { word: 'Expired', glyph: '⌛', isSettled: true },
} as const satisfies Record<string, ViewStateLook>

export interface ViewStateLook {
  readonly word: string
  readonly glyph: string
  readonly isSettled: boolean
}

export type ViewState = keyof typeof viewStates

/** In the order in which they are listed and stacked; the place of a state in it is its code on the wire. */
export const viewStateOrder = Object.keys(viewStates) as readonly ViewState[]
