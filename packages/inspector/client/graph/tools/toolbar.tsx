import { useEffect, useState } from 'react'

import { parseGraphQuery } from '../analysis/graph-query.ts'
import { useScene } from '../stage/graph-context.ts'
import { useSlowLook } from '../stage/use-slow-changes.ts'
import { ExportMenu } from './export-menu.tsx'
import { GroupSelect } from './group-select.tsx'
import type { Tool } from './tool.ts'
import type { Tools } from './use-tools.ts'

import styles from './tools.module.css'

/** The tools of the graph, with the search before them. */
export function Toolbar({ tools }: { readonly tools: Tools }) {
  return (
    <div className={styles['toolbar']} role="toolbar" aria-label="Tools of the graph">
      <SearchField tools={tools} />
      {tools.groups.map((group) => (
        <div key={group[0]?.name} className={styles['group']}>
          {group.map((tool) => (
            <ToolButton key={tool.name} tool={tool} />
          ))}
        </div>
      ))}
      <GroupSelect grouping={tools.grouping} />
      <ExportMenu />
    </div>
  )
}

function ToolButton({ tool }: { readonly tool: Tool }) {
  const { icon: Icon, label, key, isOn, run } = tool
  return (
    <button
      type="button"
      className={styles['tool']}
      title={`${label} (${key.toUpperCase()})`}
      aria-label={label}
      aria-keyshortcuts={key.toUpperCase()}
      aria-pressed={isOn}
      onClick={run}
    >
      <Icon size={16} aria-hidden />
    </button>
  )
}

const restMilliseconds = 150

function SearchField({ tools }: { readonly tools: Tools }) {
  const { query, setQuery, searchField, step } = tools
  const [draft, setDraft] = useState({ text: query, over: query })
  const text = draft.over === query ? draft.text : query
  useEffect(() => {
    if (text === query) return undefined
    const timer = setTimeout(() => setQuery(text), restMilliseconds)
    return () => clearTimeout(timer)
  }, [text, query, setQuery])
  const { problems } = parseGraphQuery(text)
  return (
    <div className={styles['search']}>
      <input
        ref={searchField}
        type="search"
        className={styles['field']}
        value={text}
        placeholder="Search: resize, +name, name+2, state:failed"
        aria-label="Search in the graph"
        aria-invalid={problems.length > 0}
        aria-describedby="graph-search-result"
        onChange={(event) => setDraft({ text: event.target.value, over: query })}
        onKeyDown={(event) => {
          if (event.key === 'Enter') step(event.shiftKey ? -1 : 1)
          if (event.key !== 'Escape') return
          // A browser would empty the field; Escape only leaves it.
          event.preventDefault()
          event.currentTarget.blur()
        }}
      />
      <span id="graph-search-result" className={styles['result']} role="status">
        {problems[0] ?? <Hits query={query} />}
      </span>
    </div>
  )
}

function Hits({ query }: { readonly query: string }) {
  const scene = useScene()
  const { hits } = useSlowLook(scene)
  if (query === '') return null
  const count = hits.length
  return count === 0 ? 'nothing found' : `${count.toLocaleString('en-GB')} found`
}
