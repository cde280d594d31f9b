import { ArrowDown, ArrowUp } from 'lucide-react'

import type { Column } from './column.ts'

import styles from './virtual-grid.module.css'

/** How the list is sorted, which sorts are on offer, and why the others are not. */
export interface GridSort {
  readonly current: string
  readonly onSort: (sort: string) => void
  readonly refusal: (sort: string) => string | undefined
}

interface Marks {
  readonly count: number
  readonly of: number
  readonly onToggle: () => void
}

interface GridHeaderProps<Row> {
  readonly columns: readonly Column<Row>[]
  readonly template: string
  readonly sort: GridSort
  readonly marks: Marks | undefined
}

export function GridHeader<Row>({ columns, template, sort, marks }: GridHeaderProps<Row>) {
  return (
    <div role="rowgroup" className={styles['head']}>
      <div role="row" className={styles['row']} style={{ gridTemplateColumns: template }}>
        {marks !== undefined && (
          <div role="columnheader" className={styles['mark']}>
            <input
              type="checkbox"
              aria-label="Mark all that are loaded"
              checked={marks.count > 0 && marks.count === marks.of}
              onChange={marks.onToggle}
            />
          </div>
        )}
        {columns.map((column) => (
          <HeaderCell key={column.key} column={column} sort={sort} />
        ))}
      </div>
    </div>
  )
}

function HeaderCell<Row>({ column, sort }: { readonly column: Column<Row>; readonly sort: GridSort }) {
  const { sorts, title, isNumber } = column
  const isSorted = sorts?.some((name) => name === sort.current) === true
  const isDescending = sort.current.startsWith('-')
  return (
    <div
      role="columnheader"
      className={styles['cell']}
      data-number={isNumber}
      aria-sort={isSorted ? (isDescending ? 'descending' : 'ascending') : undefined}
    >
      {sorts === undefined ? title : <SortButton column={column} sort={sort} isSorted={isSorted} />}
    </div>
  )
}

interface SortButtonProps<Row> {
  readonly column: Column<Row>
  readonly sort: GridSort
  readonly isSorted: boolean
}

function SortButton<Row>({ column, sort, isSorted }: SortButtonProps<Row>) {
  const [first = '', second = first] = column.sorts ?? []
  const next = sort.current === first ? second : first
  const refusal = sort.refusal(next)
  const Arrow = sort.current.startsWith('-') ? ArrowDown : ArrowUp
  return (
    <button
      type="button"
      className={styles['sort']}
      aria-disabled={refusal !== undefined}
      title={refusal ?? `Sort by ${column.title.toLowerCase()}`}
      onClick={() => refusal === undefined && sort.onSort(next)}
    >
      {column.title}
      {isSorted && <Arrow size={12} aria-hidden />}
    </button>
  )
}
