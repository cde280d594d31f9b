import { useStoreApi } from '@xyflow/react'
import { useEffect, useMemo, useRef, useState } from 'react'

import { mostCards } from '../layout/level-of-detail.ts'
import type { Placed } from '../scene/graph-scene.ts'
import type { CardWindow } from './card-window.ts'

/** So many cards are put into the document or taken out of it in one frame: each costs a part of a millisecond. */
const atOnce = 32
/** So many cards may stand there while some of them are wanted: those that have left the sight often come back. */
const kept = 240
/** The zoom must have rested for so many frames: while it moves, cards would be made that nobody gets to see. */
const restFrames = 8

export interface Mounted {
  /** The nodes whose cards stand in the document. */
  readonly cards: ReadonlySet<number>
  /** What these cards show. */
  readonly detail: 'full' | 'title'
}

interface Known extends Mounted {
  readonly placed: Placed | undefined
}

/**
 * The cards that stand in the document. They follow those that are wanted, a few a frame, when the zoom rests, so that
 * no frame is long; what is wanted and not yet there is painted as a shape. A new layout is there at once.
 */
export function useMountedCards(placed: Placed | undefined, wanted: CardWindow): Mounted {
  const [known, setKnown] = useState<Known>({ placed: undefined, cards: new Set(), detail: 'title' })
  const rest = useZoomRest()
  const mounted = useMemo(
    () =>
      known.placed === placed
        ? known
        : { placed, cards: new Set(wanted.nodes), detail: detailOf(wanted, known) },
    [known, placed, wanted],
  )
  if (mounted !== known) setKnown(mounted)
  useEffect(() => {
    const cards = nextCards(mounted.cards, wanted.nodes)
    const detail = detailOf(wanted, mounted)
    if (cards === mounted.cards && detail === mounted.detail) return undefined
    let frame = requestAnimationFrame(function step() {
      rest.current += 1
      if (rest.current > restFrames) setKnown({ placed, cards, detail })
      else frame = requestAnimationFrame(step)
    })
    return () => cancelAnimationFrame(frame)
  }, [placed, mounted, wanted, rest])
  return mounted
}

function detailOf({ level }: CardWindow, { detail }: Mounted): Mounted['detail'] {
  return level === 'full' || level === 'title' ? level : detail
}

/** For how many frames the zoom has been the same. Whoever waits counts them: nothing is done while nobody does. */
function useZoomRest(): { current: number } {
  const store = useStoreApi()
  const rest = useRef(restFrames)
  useEffect(
    () =>
      store.subscribe(({ transform }, before) => {
        if (transform[2] !== before.transform[2]) rest.current = 0
      }),
    [store],
  )
  return rest
}

/** A few steps from the cards that are there to those that are wanted; the same when there is nothing to do. */
function nextCards(cards: ReadonlySet<number>, wanted: readonly number[]): ReadonlySet<number> {
  const aim = new Set(wanted)
  const missing = wanted.filter((node) => !cards.has(node))
  const tooMany = cards.size + missing.length - (aim.size > 0 ? kept : 0)
  const leaving = [...cards].filter((node) => !aim.has(node)).slice(0, Math.max(0, Math.min(atOnce, tooMany)))
  if (missing.length + leaving.length === 0) return cards
  const next = new Set(cards)
  for (const node of leaving) next.delete(node)
  for (const node of missing.slice(0, Math.max(0, Math.min(atOnce, mostCards - next.size)))) next.add(node)
  return next
}
