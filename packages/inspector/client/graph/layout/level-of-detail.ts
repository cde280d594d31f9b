/** How much of each task is shown: cards with everything, cards with a title, shapes, or dots. */
export type Level = 'full' | 'title' | 'shape' | 'dot'

/** From the finest to the coarsest, with the zoom down to which each is used. */
const leastZoom: readonly (readonly [Level, number])[] = [
  ['full', 0.6],
  ['title', 0.3],
  ['shape', 0.08],
  ['dot', 0],
]

/** At most so many cards stand in the document; more are drawn as shapes. */
export const mostCards = 300
/** At most so many shapes are drawn in a frame; more are dots. */
export const mostShapes = 1_500

const hysteresis = 0.15

export interface Sight {
  readonly zoom: number
  /** How many cards the window would hold. */
  readonly cards: number
  readonly before: Level | undefined
}

/** The level for a view. It changes 15 % beyond each limit, so that it does not flicker at one. */
export function levelFor({ zoom, cards, before }: Sight): Level {
  const coarseness = before === undefined ? -1 : placeOf(before)
  const level = leastZoom.findIndex(([, least], at) => {
    if (before === undefined) return zoom >= least
    return zoom >= least * (at < coarseness ? 1 + hysteresis : 1 - hysteresis)
  })
  const mostOf = (most: number, next: Level): number =>
    coarseness >= placeOf(next) ? most * (1 - hysteresis) : most
  if (cards > mostOf(mostShapes, 'dot')) return 'dot'
  const isCard = level < placeOf('shape')
  return isCard && cards > mostOf(mostCards, 'shape') ? 'shape' : leastZoom[level]![0]
}

/** Whether tasks are drawn, and not cards in the document. */
export function isFar(level: Level): boolean {
  return level === 'shape' || level === 'dot'
}

function placeOf(level: Level): number {
  return leastZoom.findIndex(([name]) => name === level)
}
