import { useEffect, useState, type PointerEvent } from 'react'

const lingerMilliseconds = 300

/** A row that the pointer or the keys are at. */
interface Aim {
  readonly place: number
  /** The element under the pointer, and where the pointer is, across; undefined for the keys. */
  readonly element?: Element
  readonly x?: number
}

interface Stay {
  readonly aim: Aim
  readonly row: Element
}

interface Lingering {
  /** The row at which the reader has stayed for a moment; undefined while they are on their way. */
  readonly at: Stay | undefined
  /** For the element around the grid. */
  readonly handlers: {
    readonly onPointerOver: (event: PointerEvent) => void
    readonly onPointerLeave: () => void
    readonly onScrollCapture: () => void
  }
}

/**
 * Notices at which row of a grid somebody stays, with the pointer or the keys. Escape ends it.
 * @param active The place of the row that the keys are at; -1 for none.
 */
export function useLingering(active: number): Lingering {
  const [aim, setAim] = useState<Aim>()
  const [stay, setStay] = useState<Stay>()
  const [known, setKnown] = useState(active)
  if (known !== active) {
    setKnown(active)
    setAim(active < 0 ? undefined : { place: active })
  }
  useEffect(() => {
    if (aim === undefined) return undefined
    const timer = setTimeout(() => {
      const row = aim.element ?? document.querySelector('[role=row][data-active=true]')
      if (row !== null) setStay({ aim, row })
    }, lingerMilliseconds)
    const onKey = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') setAim(undefined)
    }
    window.addEventListener('keydown', onKey)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('keydown', onKey)
    }
  }, [aim])
  return {
    at: stay?.aim === aim ? stay : undefined,
    handlers: {
      onPointerOver: (event) => {
        const next = event.pointerType === 'touch' ? undefined : aimOf(event)
        if (next?.element !== aim?.element) setAim(next)
      },
      onPointerLeave: () => setAim(undefined),
      // The rows go by: it is the one that they stop at.
      onScrollCapture: () => setAim((before) => (before === undefined ? undefined : { ...before })),
    },
  }
}

function aimOf({ target, clientX }: PointerEvent): Aim | undefined {
  const element = target instanceof Element ? target.closest('[role=row][aria-rowindex]') : null
  if (element === null) return undefined
  // The header is the first row.
  return { place: Number(element.getAttribute('aria-rowindex')) - 2, element, x: clientX }
}
