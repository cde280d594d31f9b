import { X } from 'lucide-react'
import { useRef, useState, type KeyboardEvent } from 'react'

import { FilterError } from '../../shared/filter/filter-error.ts'
import type { FilterScope } from '../../shared/filter/filter.ts'
import { parseFilter } from '../../shared/filter/parse-filter.ts'
import { useShortcuts } from '../keyboard/shortcuts.ts'
import { CompletionList } from './completion-list.tsx'
import { completionsFor, type Completion, type Known } from './completions.ts'
import { splitWords, withoutWord, withWord } from './filter-words.ts'

import styles from './filter-bar.module.css'

interface FilterBarProps {
  readonly filter: string
  readonly onFilter: (filter: string) => void
  readonly scope: FilterScope
  readonly known: Known
}

const listId = 'filter-completions'

/** A filter of chips and a field for the next term, with completions and with the way out of a mistake. */
export function FilterBar(props: FilterBarProps) {
  const { filter, onFilter } = props
  const field = useRef<HTMLInputElement>(null)
  const draft = useDraft(props)
  const words = splitWords(filter)
  useShortcuts('List', [{ key: '/', label: 'Filter', run: () => field.current?.focus() }])
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Backspace' && draft.text === '') return draft.editLast(words.at(-1))
    if (event.key === 'Escape' && draft.completions.length === 0) field.current?.blur()
    const act = draft.keys[event.key]
    if (act === undefined) return
    event.preventDefault()
    act()
  }
  return (
    <div className={styles['filter']}>
      <div className={styles['box']}>
        {words.map((word) => (
          <Chip key={word} word={word} onRemove={() => onFilter(withoutWord(filter, word))} />
        ))}
        <input
          ref={field}
          role="combobox"
          aria-label="Filter"
          aria-expanded={draft.completions.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={draft.active < 0 ? undefined : `${listId}-${draft.active}`}
          aria-invalid={draft.mistake !== undefined}
          className={styles['field']}
          value={draft.text}
          placeholder={words.length === 0 ? 'Filter, such as state:failed or created>-1h' : 'And'}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => draft.write(event.target.value)}
          onFocus={() => draft.setOpen(true)}
          onBlur={() => draft.setOpen(false)}
          onKeyDown={onKeyDown}
        />
        {words.length > 1 && (
          <button type="button" className={styles['clear']} onClick={() => onFilter('')}>
            Clear
          </button>
        )}
      </div>
      <CompletionList id={listId} completions={draft.completions} active={draft.active} onTake={draft.take} />
      {draft.mistake !== undefined && (
        <p role="alert" className={styles['mistake']}>
          {draft.mistake.message} {draft.mistake.hint}
        </p>
      )}
    </div>
  )
}

/** The term that is being written. */
function useDraft({ filter, onFilter, scope, known }: FilterBarProps) {
  const [text, setText] = useState('')
  const [mistake, setMistake] = useState<FilterError>()
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const completions = isOpen ? completionsFor(text, scope, known) : []
  const write = (next: string): void => {
    setText(next)
    setActive(-1)
    setOpen(true)
    setMistake(undefined)
  }
  const add = (word: string): void => {
    const next = withTerm(filter, word.trim(), scope)
    if (next instanceof FilterError) return setMistake(next)
    write('')
    setOpen(false)
    onFilter(next)
  }
  const take = (completion: Completion): void =>
    completion.isWhole ? add(completion.text) : write(completion.text)
  const editLast = (last: string | undefined): void => {
    if (last === undefined) return
    write(last)
    onFilter(withoutWord(filter, last))
  }
  const enter = (): void => {
    const chosen = completions[active]
    if (chosen !== undefined) take(chosen)
    else if (text.trim() !== '') add(text)
  }
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => {
      setOpen(true)
      setActive(Math.min(active + 1, completions.length - 1))
    },
    ArrowUp: () => setActive(Math.max(active - 1, -1)),
    Enter: enter,
    Escape: () => setOpen(false),
  }
  return { text, mistake, active, completions, keys, write, take, editLast, setOpen }
}

/** The filter with one term more, or what is wrong with it. A bare id is what people paste. */
function withTerm(filter: string, text: string, scope: FilterScope): string | FilterError {
  const word = /^[0-9a-f]{24}$/iu.test(text) ? `id:${text}` : text
  const next = splitWords(word).reduce(withWord, filter)
  try {
    parseFilter(next, scope)
    return next
  } catch (error) {
    if (error instanceof FilterError) return error
    throw error
  }
}

function Chip({ word, onRemove }: { readonly word: string; readonly onRemove: () => void }) {
  return (
    <span className={styles['chip']}>
      {word}
      <button type="button" aria-label={`Remove ${word}`} onClick={onRemove}>
        <X size={12} aria-hidden />
      </button>
    </span>
  )
}
