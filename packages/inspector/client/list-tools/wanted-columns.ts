import type { Column } from '../components/grid/column.ts'

/**
 * The columns of a list without those that are hidden. What these would take makes room: columns that need a wide
 * list are shown in one that is narrower by as much.
 */
export function wantedColumns<Row>(
  columns: readonly Column<Row>[],
  hidden: readonly string[],
): readonly Column<Row>[] {
  const isHidden = ({ key }: Column<Row>): boolean => hidden.includes(key)
  if (!columns.some(isHidden)) return columns
  return columns
    .filter((column) => !isHidden(column))
    .map((column) => (column.from === undefined ? column : withRoom(column, columns.filter(isHidden))))
}

/** Columns that are dropped first have the largest `from`; only what is dropped later than a column frees room for it. */
function withRoom<Row>(column: Column<Row>, hidden: readonly Column<Row>[]): Column<Row> {
  const { from = 0 } = column
  const freed = hidden
    .filter((other) => (other.from ?? 0) <= from && other.until === undefined)
    .reduce((sum, { width }) => sum + leastWidth(width), 0)
  return { ...column, from: Math.max(narrowest, from - freed) }
}

/** Below it lists have two lines a row. */
const narrowest = 620

/** Of `96px` and of `minmax(96px, 1fr)` it is 96. */
function leastWidth(width: string): number {
  return Number(/\d+/u.exec(width)?.[0] ?? 0)
}
