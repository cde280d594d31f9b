import { Dialog } from '../components/dialog.tsx'
import { useStore } from '../store.ts'
import { shortcutGroups, type ShortcutGroup } from './shortcuts.ts'

import styles from './key-sheet.module.css'

const words: Readonly<Record<string, string>> = {
  ' ': 'Space',
  Enter: '↵',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
}

interface KeySheetProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** The sheet of keys behind `?`: what every key does on the page that is shown. */
export function KeySheet({ isOpen, onClose }: KeySheetProps) {
  const groups = useStore(shortcutGroups)
  return (
    <Dialog title="Keys" isOpen={isOpen} onClose={onClose}>
      <div className={styles['groups']}>
        {merged(groups).map((group) => (
          <section key={group.title}>
            <h3 className={styles['title']}>{group.title}</h3>
            <dl className={styles['keys']}>
              {group.shortcuts.map(({ key, label }) => (
                <div key={key} className={styles['row']}>
                  <dt>{label}</dt>
                  <dd>
                    {spelled(key).map((part) => (
                      <kbd key={part}>{part}</kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}

/** Groups of one title become one; of a key with two meanings the inner one is listed. */
function merged(groups: readonly ShortcutGroup[]): readonly ShortcutGroup[] {
  const taken = new Set<string>()
  const byTitle = new Map<string, ShortcutGroup>()
  for (const { title, shortcuts } of groups.toReversed()) {
    const free = shortcuts.filter(({ key }) => !taken.has(key))
    for (const { key } of free) taken.add(key)
    byTitle.set(title, { title, shortcuts: [...free, ...(byTitle.get(title)?.shortcuts ?? [])] })
  }
  return [...byTitle.values()].filter(({ shortcuts }) => shortcuts.length > 0)
}

function spelled(key: string): readonly string[] {
  if (key.startsWith('mod+'))
    return [/mac/i.test(navigator.userAgent) ? '⌘' : 'Ctrl', key.slice(4).toUpperCase()]
  if (/^[A-Z]$/.test(key)) return ['⇧', key]
  return [words[key] ?? key.toUpperCase()]
}
