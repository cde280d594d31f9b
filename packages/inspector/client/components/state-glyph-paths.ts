import type { ViewState } from '../../shared/view-states.ts'

/**
 * The glyph of each state as lines in a square of 16 by 16, drawn with a round pen of 1.6. The same paths serve
 * badges and canvases (`new Path2D(…)`); letters of a font would look different on every machine.
 */
export const stateGlyphPaths: Readonly<Record<ViewState, string>> = {
  ready: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11zM8 2.5V8h5.5',
  blocked:
    'M6.4 9.6l3.2-3.2M7.2 4.6l1.2-1.2a2.5 2.5 0 0 1 3.6 0l.6.6a2.5 2.5 0 0 1 0 3.6l-1.2 1.2M8.8 11.4l-1.2 1.2a2.5 2.5 0 0 1-3.6 0l-.6-.6a2.5 2.5 0 0 1 0-3.6l1.2-1.2',
  scheduled: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11zM8 5v3l2.2 1.4',
  retrying: 'M13 8a5 5 0 1 1-1.5-3.6M13 2.2v2.9h-2.9',
  paused: 'M5.6 3.4v9.2M10.4 3.4v9.2',
  running: 'M5 3.2v9.6L12.6 8z',
  finished: 'M3 8.6l3.3 3.2L13 4.6',
  failed: 'M4 4l8 8M12 4l-8 8',
  'failed-upstream': 'M1.5 8h5M4.5 5l3 3l-3 3M9.6 5.6l4.8 4.8M14.4 5.6l-4.8 4.8',
  cancelled: 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11zM4.2 4.2l7.6 7.6',
  skipped: 'M2.5 11a5.3 5.3 0 0 1 10-2M12.9 4.8V9H8.7',
  expired: 'M4.2 2.4h7.6M4.2 13.6h7.6M5.2 2.4v2.4L8 8l2.8-3.2V2.4M5.2 13.6v-2.4L8 8l2.8 3.2v2.4',
}

/** Glyphs that are filled besides being drawn. */
export const filledGlyphs: ReadonlySet<ViewState> = new Set<ViewState>(['running'])
