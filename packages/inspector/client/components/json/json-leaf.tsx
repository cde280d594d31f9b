import { useState } from 'react'

import type { Value } from './extended-json.ts'

import styles from './json-view.module.css'

interface JsonLeafProps {
  readonly value: Value
  readonly isOpen: boolean
}

const longest = 400

/** What stands behind a key: a value, or how much a folded one holds. */
export function JsonLeaf({ value, isOpen }: JsonLeafProps) {
  switch (value.kind) {
    case 'object':
      return <span className={styles['fold']}>{isOpen ? '' : sizeOf(value.entries.length, '{', '}')}</span>
    case 'array':
      return <span className={styles['fold']}>{isOpen ? '' : sizeOf(value.items.length, '[', ']')}</span>
    case 'string':
      return <JsonString text={value.text} />
    case 'special':
      return (
        <span className={styles['value']}>
          <span className={styles['type']}>{value.type}</span> {value.text}
        </span>
      )
    case 'number':
    case 'boolean':
    case 'null':
      return (
        <span className={styles['value']} data-kind={value.kind}>
          {value.text}
        </span>
      )
  }
}

function JsonString({ text }: { readonly text: string }) {
  const [isWhole, setWhole] = useState(text.length <= longest)
  return (
    <span className={styles['value']} data-kind="string">
      “{isWhole ? text : text.slice(0, longest)}”
      {!isWhole && (
        <button type="button" className={styles['more']} onClick={() => setWhole(true)}>
          {text.length - longest} more characters
        </button>
      )}
    </span>
  )
}

function sizeOf(count: number, open: string, close: string): string {
  return count === 0 ? `${open}${close}` : `${open} ${count} ${close}`
}
