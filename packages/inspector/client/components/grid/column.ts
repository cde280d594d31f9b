import type { ReactNode } from 'react'

/** A column of a list. */
export interface Column<Row> {
  readonly key: string
  readonly title: string
  /** A track of CSS grid, such as `96px` or `minmax(120px, 1fr)`. */
  readonly width: string
  readonly isNumber?: boolean
  /** The column is left out of lists that are narrower, in pixels. */
  readonly from?: number
  /** The column is left out of lists that are as wide or wider, in pixels. */
  readonly until?: number
  /** How the server calls the sort by this column; the direction it begins with comes first. */
  readonly sorts?: readonly [string, string] | readonly [string]
  readonly cell: (row: Row) => ReactNode
}

/** The columns that fit into a width, in pixels. */
export function columnsWithin<Row>(columns: readonly Column<Row>[], width: number): readonly Column<Row>[] {
  return columns.filter(({ from = 0, until = Infinity }) => width >= from && width < until)
}
