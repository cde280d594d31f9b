import { useEffect, useRef } from 'react'

import { createStore } from '../store.ts'

/** A key and what it does, as the sheet behind `?` lists it. */
export interface Shortcut {
  /** As `KeyboardEvent.key` says it: `j`, `?`, `Enter`, `J` for Shift-j, ` ` for the space bar; `mod+k` with ⌘ or Ctrl. */
  readonly key: string
  readonly label: string
  readonly run: (event: KeyboardEvent) => void
}

export interface ShortcutGroup {
  readonly title: string
  readonly shortcuts: readonly Shortcut[]
}

/** The groups that hold now, the innermost last. */
export const shortcutGroups = createStore<readonly ShortcutGroup[]>([])

/** The title of the keys of the frame around the pages, which give way to those of the page. */
export const everywhere = 'Everywhere'

/** Gives keys a meaning while the component is shown. The component shown last wins where two want the same key. */
export function useShortcuts(title: string, shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts)
  useEffect(() => {
    latest.current = shortcuts
  })
  const names = shortcuts.map(({ key, label }) => `${key} ${label}`).join('\n')
  useEffect(() => {
    if (names === '') return undefined
    const group = { title, shortcuts: latest.current.map((shortcut, place) => late(latest, shortcut, place)) }
    const others = shortcutGroups.get()
    shortcutGroups.set(title === everywhere ? [group, ...others] : [...others, group])
    return () => shortcutGroups.set(shortcutGroups.get().filter((other) => other !== group))
  }, [title, names])
}

/** The shortcut of the latest rendering, so that a new closure is no new registration. */
function late(
  latest: { readonly current: readonly Shortcut[] },
  shortcut: Shortcut,
  place: number,
): Shortcut {
  return { ...shortcut, run: (event) => latest.current[place]?.run(event) }
}

/** Listens on the window; returns what ends it. */
export function listenForShortcuts(target: Window): () => void {
  target.addEventListener('keydown', onKeyDown)
  return () => target.removeEventListener('keydown', onKeyDown)
}

function onKeyDown(event: KeyboardEvent): void {
  const shortcut = event.defaultPrevented ? undefined : shortcutFor(event)
  if (shortcut === undefined) return
  event.preventDefault()
  shortcut.run(event)
}

function shortcutFor(event: KeyboardEvent): Shortcut | undefined {
  const isModified = event.metaKey || event.ctrlKey
  if (event.altKey || (!isModified && isSpokenFor(event))) return undefined
  if (document.querySelector('dialog[open]') !== null && !isModified) return undefined
  const key = isModified ? `mod+${event.key.toLowerCase()}` : event.key
  return shortcutGroups
    .get()
    .toReversed()
    .flatMap(({ shortcuts }) => shortcuts)
    .find((shortcut) => shortcut.key === key)
}

/** Keys that the focused element has a use for itself: letters in a field, Enter and Space on a button. */
function isSpokenFor(event: KeyboardEvent): boolean {
  if (!(event.target instanceof HTMLElement)) return false
  if (
    event.target.isContentEditable ||
    event.target.matches('input:not([type=checkbox], [type=range]), textarea, select')
  ) {
    return true
  }
  const isPress = event.key === 'Enter' || event.key === ' '
  return (
    isPress &&
    event.target.closest('button, a[href], summary, input:not([type=range]), [role=option]') !== null
  )
}
