/** What is measured of a graph view; frames in milliseconds, p95 of the frames of a run. */
export type Metric =
  | 'open'
  | 'layout'
  | 'cards'
  | 'heap'
  | 'fit'
  | 'cardsIn'
  | 'pan1'
  | 'pan05'
  | 'pan025'
  | 'panFit'
  | 'zoom'
  | 'stormNear'
  | 'stormFit'

export interface Target {
  readonly name: Metric
  readonly title: string
  readonly limit: number
  readonly isAtLeast?: boolean
}

export const targets: readonly Target[] = [
  { name: 'open', title: 'Click to interactive', limit: 1_000 },
  { name: 'layout', title: 'Layout in the worker', limit: 150 },
  { name: 'fit', title: 'Zoom to fit at once', limit: 100 },
  { name: 'cardsIn', title: 'Cards come in at zoom 1, longest frame', limit: 100 },
  { name: 'pan1', title: 'Pan at zoom 1, p95 frame', limit: 25 },
  { name: 'pan05', title: 'Pan at zoom 0.5, p95 frame', limit: 25 },
  { name: 'pan025', title: 'Pan at zoom 0.25, p95 frame', limit: 25 },
  { name: 'panFit', title: 'Pan when all is in sight, p95 frame', limit: 25 },
  { name: 'zoom', title: 'Zoom from 1 to all, p95 frame', limit: 25 },
  { name: 'stormNear', title: '1,000 changes/s at zoom 1, frames/s', limit: 50, isAtLeast: true },
  { name: 'stormFit', title: '1,000 changes/s, all in sight, frames/s', limit: 50, isAtLeast: true },
  { name: 'cards', title: 'Most card elements', limit: 300 },
  { name: 'heap', title: 'Heap, MB', limit: 60 },
]

export function verdictOf({ limit, isAtLeast }: Target, value: number): 'met' | 'missed' {
  return (isAtLeast === true ? value >= limit : value <= limit) ? 'met' : 'missed'
}

/** The head of the table that compares layouts. */
export const ratios = ['', 'tasks', 'own', 'dagre', 'times faster'] as const
