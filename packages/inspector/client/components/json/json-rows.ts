import type { Value } from './extended-json.ts'

/** One line of a tree of values. */
export interface JsonRow {
  /** Such as `images[2].width`; the empty path is the root. */
  readonly path: string
  readonly depth: number
  /** The key in an object; undefined in an array and at the root. */
  readonly key: string | undefined
  readonly value: Value
  readonly isOpen: boolean
  readonly isMatch: boolean
}

/** So many children of one value are listed at first; a click lists the rest. */
export const childrenAtFirst = 100

interface Opened {
  /** Whether the value at a path is unfolded. */
  readonly isOpen: (path: string, depth: number) => boolean
  /** Lines that hold this text are marked, and everything above them is unfolded. */
  readonly search: string
}

/** The lines of a value that are to be seen. */
export function rowsOf(root: Value, opened: Opened): readonly JsonRow[] {
  const needle = opened.search.toLowerCase()
  const rows: JsonRow[] = []
  const visit = (value: Value, place: Omit<JsonRow, 'value' | 'isOpen' | 'isMatch'>): void => {
    const isMatch = needle !== '' && matches(place.key, value, needle)
    const holds = needle !== '' && !isMatch && isContainer(value) && holdsMatch(value, needle)
    const isOpen = isContainer(value) && (holds || opened.isOpen(place.path, place.depth))
    rows.push({ ...place, value, isOpen, isMatch })
    if (!isOpen) return
    for (const child of childrenOf(value)) {
      visit(child.value, { path: pathTo(place.path, child), depth: place.depth + 1, key: child.key })
    }
  }
  visit(root, { path: '', depth: 0, key: undefined })
  return rows
}

export function isContainer(value: Value): boolean {
  return (
    (value.kind === 'object' && value.entries.length > 0) ||
    (value.kind === 'array' && value.items.length > 0)
  )
}

interface Child {
  readonly key: string | undefined
  readonly index: number
  readonly value: Value
}

function childrenOf(value: Value): readonly Child[] {
  if (value.kind === 'object') return value.entries.map(([key, each], index) => ({ key, index, value: each }))
  if (value.kind === 'array')
    return value.items.map((each, index) => ({ key: undefined, index, value: each }))
  return []
}

function pathTo(parent: string, { key, index }: Child): string {
  if (key === undefined) return `${parent}[${index}]`
  if (!/^[\w$]+$/u.test(key)) return `${parent}[${JSON.stringify(key)}]`
  return parent === '' ? key : `${parent}.${key}`
}

function matches(key: string | undefined, value: Value, needle: string): boolean {
  if (key?.toLowerCase().includes(needle) === true) return true
  return 'text' in value && value.text.toLowerCase().includes(needle)
}

function holdsMatch(value: Value, needle: string): boolean {
  return childrenOf(value).some(
    (child) => matches(child.key, child.value, needle) || holdsMatch(child.value, needle),
  )
}
