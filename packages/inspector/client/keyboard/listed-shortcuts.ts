import type { ShortcutGroup } from './shortcuts.ts'

const words: Readonly<Record<string, string>> = {
  ' ': 'Space',
  Enter: '↵',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
}

/** Groups of one title become one; of a key with two meanings the inner one is listed. */
export function listShortcuts(groups: readonly ShortcutGroup[]): readonly ShortcutGroup[] {
  const taken = new Set<string>()
  const byTitle = new Map<string, ShortcutGroup>()
  for (const { title, shortcuts } of groups.toReversed()) {
    const free = shortcuts.filter(({ key }) => !taken.has(key))
    for (const { key } of free) taken.add(key)
    byTitle.set(title, { title, shortcuts: [...free, ...(byTitle.get(title)?.shortcuts ?? [])] })
  }
  return [...byTitle.values()].filter(({ shortcuts }) => shortcuts.length > 0)
}

/** A key as it is written on keyboards. */
export function spellKey(key: string): readonly string[] {
  if (key.startsWith('mod+'))
    return [/mac/i.test(navigator.userAgent) ? '⌘' : 'Ctrl', key.slice(4).toUpperCase()]
  if (/^[A-Z]$/.test(key)) return ['⇧', key]
  return [words[key] ?? key.toUpperCase()]
}
