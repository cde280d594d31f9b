import { useState } from 'react'

import { useShortcuts } from '../../keyboard/shortcuts.ts'

interface GridCursorOptions {
  /** Names what is listed: in another list nothing is marked yet. */
  readonly list: string
  readonly ids: readonly string[]
  readonly onOpen: (id: string) => void
  /** The title of the keys in the sheet. */
  readonly title: string
  /**
   * Whether rows can be marked.
   * @defaultValue true
   */
  readonly isMarkable?: boolean
}

/** Where the reader is in a list, and what is marked. */
export interface GridCursor {
  /** The place of the active row; -1 before any was. */
  readonly place: number
  readonly marked: ReadonlySet<string>
  readonly moveTo: (place: number) => void
  readonly toggle: (place: number) => void
  readonly toggleTo: (place: number) => void
  readonly toggleAll: () => void
  readonly mark: (ids: Iterable<string>) => void
}

const page = 15

/** j and k, Enter, x and Shift-x; the marks are by id, so that they stay on their tasks when rows come and go. */
export function useGridCursor({
  list,
  ids,
  onOpen,
  title,
  isMarkable = true,
}: GridCursorOptions): GridCursor {
  const [activeId, setActiveId] = useState<string>()
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())
  const [anchor, setAnchor] = useState<string>()
  const [known, setKnown] = useState(list)
  if (known !== list) {
    setKnown(list)
    setMarked(new Set())
    setAnchor(undefined)
  }
  const place = activeId === undefined ? -1 : ids.indexOf(activeId)

  const moveTo = (target: number): void => {
    setActiveId(ids[Math.max(0, Math.min(ids.length - 1, target))])
  }
  const toggle = (target: number): void => {
    const id = ids[target]
    if (id === undefined) return
    setMarked(marked.has(id) ? without(marked, id) : new Set([...marked, id]))
    setAnchor(id)
    setActiveId(id)
  }
  const toggleTo = (target: number): void => {
    const known = anchor === undefined ? -1 : ids.indexOf(anchor)
    const from = known < 0 ? target : known
    const between = ids.slice(Math.min(from, target), Math.max(from, target) + 1)
    setMarked(new Set([...marked, ...between]))
    setActiveId(ids[target])
  }
  const toggleAll = (): void => setMarked(marked.size === ids.length ? new Set() : new Set(ids))
  const mark = (given: Iterable<string>): void => setMarked(new Set(given))
  const open = (): void => {
    const id = ids[place]
    if (id !== undefined) onOpen(id)
  }

  useShortcuts(title, [
    { key: 'j', label: 'Next row', run: () => moveTo(place + 1) },
    { key: 'k', label: 'Row before', run: () => moveTo(place - 1) },
    { key: 'Enter', label: 'Open', run: open },
    ...(isMarkable
      ? [
          { key: 'x', label: 'Mark', run: () => toggle(place) },
          { key: 'X', label: 'Mark up to here', run: () => toggleTo(place) },
        ]
      : []),
  ])
  return { place, marked, moveTo, toggle, toggleTo, toggleAll, mark }
}

/** The place that a key of a focused grid leads to; undefined for other keys. */
export function placeAfterKey(key: string, place: number, length: number): number | undefined {
  const places: Readonly<Record<string, number>> = {
    ArrowDown: place + 1,
    ArrowUp: place - 1,
    PageDown: place + page,
    PageUp: place - page,
    Home: 0,
    End: length - 1,
  }
  return places[key]
}

function without(marked: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...marked].filter((other) => other !== id))
}
