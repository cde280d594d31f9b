import { useLayoutEffect, useRef, type RefObject } from 'react'

interface SteadyRows {
  readonly scroller: RefObject<HTMLElement | null>
  /** The ids of the rows, in their order. */
  readonly ids: readonly string[]
  /** The height of a row, in pixels. */
  readonly height: number
  /** Whether the first row is that of the whole list. */
  readonly hasBeginning: boolean
}

/**
 * Rows that come or go before those in view move nothing under the reader: the list is scrolled by as much.
 * At the very beginning there is nothing before: what is new is seen.
 */
export function useSteadyRows({ scroller, ids, height, hasBeginning }: SteadyRows): void {
  const before = useRef(ids)
  useLayoutEffect(() => {
    const moved = movedBy(before.current, ids)
    before.current = ids
    const isAtBeginning = hasBeginning && scroller.current?.scrollTop === 0
    if (moved !== 0 && !isAtBeginning)
      scroller.current?.scrollBy({ top: moved * height, behavior: 'instant' })
  }, [scroller, ids, height, hasBeginning])
}

/** By how many rows what was at the beginning moved down; negative when as many are gone. */
export function movedBy(before: readonly string[], now: readonly string[]): number {
  const [first] = before
  if (first === undefined || first === now[0]) return 0
  const place = now.indexOf(first)
  if (place >= 0) return place
  const gone = now[0] === undefined ? -1 : before.indexOf(now[0])
  return gone >= 0 ? -gone : 0
}
