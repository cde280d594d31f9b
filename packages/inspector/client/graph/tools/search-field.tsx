import { useEffect, useState, type KeyboardEvent } from 'react'

import { CompletionList } from '../../filter/completion-list.tsx'
import type { Completion } from '../../filter/completions.ts'
import { parseGraphQuery } from '../analysis/graph-query.ts'
import { useScene } from '../stage/graph-context.ts'
import { useSlowLook } from '../stage/use-slow-changes.ts'
import { completionsIn } from './graph-completions.ts'
import type { Tools } from './use-tools.ts'

import styles from './tools.module.css'

const listId = 'graph-completions'

/** The search of the graph, with what the word that is being written may become. */
export function SearchField({ tools }: { readonly tools: Tools }) {
  const { query, setQuery, searchField, step } = tools
  const [text, write] = useDraft(query, setQuery)
  const list = useCompletions(text, write)
  const { problems } = parseGraphQuery(text)
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (list.press(event.key)) event.preventDefault()
    else if (event.key === 'Enter') step(event.shiftKey ? -1 : 1)
    else if (event.key === 'Escape') {
      event.preventDefault()
      event.currentTarget.blur()
    }
  }
  return (
    <div className={styles['search']}>
      <input
        ref={searchField}
        role="combobox"
        aria-label="Search in the graph"
        aria-expanded={list.completions.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={list.active < 0 ? undefined : `${listId}-${list.active}`}
        aria-invalid={problems.length > 0}
        aria-describedby="graph-search-result"
        className={styles['field']}
        value={text}
        placeholder="Search: resize, +name, name+2, state:failed"
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          write(event.target.value)
          list.open(true)
        }}
        onFocus={() => list.open(true)}
        onBlur={() => list.open(false)}
        onKeyDown={onKeyDown}
      />
      <CompletionList id={listId} completions={list.completions} active={list.active} onTake={list.take} />
      <span id="graph-search-result" className={styles['result']} role="status">
        {problems[0] ?? <Hits query={query} />}
      </span>
    </div>
  )
}

const restMilliseconds = 150

/** The query as it is being written; it is asked when the writing rests. */
function useDraft(query: string, setQuery: (query: string) => void) {
  const [draft, setDraft] = useState({ text: query, over: query })
  const text = draft.over === query ? draft.text : query
  useEffect(() => {
    if (text === query) return undefined
    const timer = setTimeout(() => setQuery(text), restMilliseconds)
    return () => clearTimeout(timer)
  }, [text, query, setQuery])
  return [text, (next: string) => setDraft({ text: next, over: query })] as const
}

/** The list below the field, and its keys. */
function useCompletions(text: string, write: (text: string) => void) {
  const { graph } = useScene()
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const { head, completions } = isOpen ? completionsIn(text, graph.names) : { head: '', completions: [] }
  const open = (isShown: boolean): void => {
    setOpen(isShown)
    setActive(-1)
  }
  const take = (completion: Completion): void => {
    write(head + completion.text)
    open(!completion.isWhole)
  }
  /** Returns whether a key had a meaning for the list. */
  const press = (key: string): boolean => {
    const chosen = completions[active]
    if (key === 'ArrowDown') setActive(Math.min(active + 1, completions.length - 1))
    else if (key === 'ArrowUp') setActive(Math.max(active - 1, -1))
    else if (key === 'Enter' && chosen !== undefined) take(chosen)
    else if (key === 'Escape' && completions.length > 0) open(false)
    else {
      if (key === 'Enter') open(false)
      return false
    }
    return true
  }
  return { completions, active, open, take, press }
}

function Hits({ query }: { readonly query: string }) {
  const scene = useScene()
  const { hits } = useSlowLook(scene)
  if (query === '') return null
  const count = hits.length
  return count === 0 ? 'nothing found' : `${count.toLocaleString('en-GB')} found`
}
