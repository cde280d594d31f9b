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
  const isCard = (at: number): boolean => at < placeOf('shape')
  const room = before !== undefined && !isCard(coarseness) ? mostCards * (1 - hysteresis) : mostCards
  return isCard(level) && cards > room ? 'shape' : leastZoom[level]![0]
}

function placeOf(level: Level): number {
  return leastZoom.findIndex(([name]) => name === level)
}
