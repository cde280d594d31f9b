import { Dialog } from '../components/dialog.tsx'
import { useStore } from '../store.ts'
import { listShortcuts, spellKey } from './listed-shortcuts.ts'
import { shortcutGroups } from './shortcuts.ts'

import styles from './key-sheet.module.css'

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
        {listShortcuts(groups).map((group) => (
          <section key={group.title}>
            <h3 className={styles['title']}>{group.title}</h3>
            <dl className={styles['keys']}>
              {group.shortcuts.map(({ key, label }) => (
                <div key={key} className={styles['row']}>
                  <dt>{label}</dt>
                  <dd>
                    {spellKey(key).map((part) => (
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
