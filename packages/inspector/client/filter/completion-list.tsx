import type { Completion } from './completions.ts'

import styles from './filter-bar.module.css'

interface CompletionListProps {
  readonly id: string
  readonly completions: readonly Completion[]
  readonly active: number
  readonly onTake: (completion: Completion) => void
}

export function CompletionList({ id, completions, active, onTake }: CompletionListProps) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label="Completions"
      className={styles['list']}
      hidden={completions.length === 0}
    >
      {completions.map((completion, place) => (
        // The keys of the list are those of the field that it completes.
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
        <div
          key={completion.text}
          id={`${id}-${place}`}
          role="option"
          aria-selected={place === active}
          className={styles['option']}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(completion)}
        >
          <code>{completion.text}</code>
          <span className={styles['hint']}>{completion.hint}</span>
        </div>
      ))}
    </div>
  )
}
