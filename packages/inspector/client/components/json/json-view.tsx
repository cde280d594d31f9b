import { ChevronDown, ChevronRight } from 'lucide-react'
import { useMemo, useState } from 'react'

import { Button } from '../button.tsx'
import { CopyButton, copyText } from '../copy-button.tsx'
import { showToast } from '../toasts.ts'
import { CopyMenu, type Writing } from './copy-menu.tsx'
import { readValue, writeShell } from './extended-json.ts'
import { JsonLeaf } from './json-leaf.tsx'
import { childrenAtFirst, isContainer, rowsOf, type JsonRow } from './json-rows.ts'

import styles from './json-view.module.css'

interface JsonViewProps {
  /** A value in MongoDB's extended JSON. */
  readonly value: unknown
  /** What it is, such as `Payload`. */
  readonly label: string
  /** Without the tools above it. */
  readonly isBare?: boolean
  /** What it can be copied as besides JSON and for mongosh. */
  readonly writings?: readonly Writing[]
}

const openDepth = 3

/** A value of MongoDB as a tree: every type with its name, every digit, a search, and ways to copy. */
export function JsonView({ value, label, isBare = false, writings }: JsonViewProps) {
  const [search, setSearch] = useState('')
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set())
  const [limit, setLimit] = useState(childrenAtFirst * 3)
  const read = useMemo(() => readValue(value), [value])
  const rows = useMemo(
    () => rowsOf(read, { isOpen: (path, depth) => depth < openDepth !== turned.has(path), search }),
    [read, turned, search],
  )
  const turn = (path: string): void =>
    setTurned(
      turned.has(path) ? new Set([...turned].filter((other) => other !== path)) : new Set([...turned, path]),
    )
  return (
    <div className={styles['view']}>
      {!isBare && (
        <div className={styles['tools']}>
          <input
            type="search"
            aria-label={`Search in ${label.toLowerCase()}`}
            placeholder="Search"
            className={styles['search']}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
          <CopyButton text={JSON.stringify(value, null, 2)} label="Copy JSON" />
          {writings === undefined ? (
            <CopyButton text={writeShell(read)} label="Copy for mongosh" />
          ) : (
            <CopyMenu writings={[{ name: 'mongosh', write: () => writeShell(read) }, ...writings]} />
          )}
        </div>
      )}
      <ul className={styles['rows']} aria-label={label}>
        {rows.slice(0, limit).map((row) => (
          <JsonLine key={row.path} row={row} onTurn={turn} />
        ))}
      </ul>
      {rows.length > limit && (
        <Button tone="quiet" onClick={() => setLimit(limit * 4)}>
          {rows.length - limit} more lines
        </Button>
      )}
    </div>
  )
}

interface JsonLineProps {
  readonly row: JsonRow
  readonly onTurn: (path: string) => void
}

function JsonLine({ row, onTurn }: JsonLineProps) {
  const { path, depth, key, value, isOpen, isMatch } = row
  const canTurn = isContainer(value)
  const Chevron = isOpen ? ChevronDown : ChevronRight
  return (
    <li className={styles['row']} data-match={isMatch} style={{ paddingLeft: depth * 16 }}>
      {canTurn ? (
        <button
          type="button"
          className={styles['turn']}
          aria-expanded={isOpen}
          aria-label={`${isOpen ? 'Fold' : 'Unfold'} ${path === '' ? 'everything' : path}`}
          onClick={() => onTurn(path)}
        >
          <Chevron size={14} aria-hidden />
        </button>
      ) : (
        <span className={styles['turn']} />
      )}
      {key !== undefined && (
        <button
          type="button"
          className={styles['key']}
          title={`Copy the path ${path}`}
          onClick={() => void copyPath(path)}
        >
          {key}
        </button>
      )}
      <JsonLeaf value={value} isOpen={isOpen} />
    </li>
  )
}

async function copyPath(path: string): Promise<void> {
  if (await copyText(path)) showToast({ title: `Copied ${path}` })
}
