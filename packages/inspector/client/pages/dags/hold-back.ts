import type { DagRow } from '../../api/wire.ts'

/** What was read of a list, and whether new DAGs come at its beginning, where it is shown. */
export interface ReadList {
  /** Names the list. */
  readonly list: string
  readonly rows: readonly DagRow[]
  readonly hasMore: boolean
  readonly isHeld: boolean
}

/** The rows that are shown, without those that came after the reader. */
export interface HeldList extends ReadList {
  /** The newest DAG that the reader has wanted to see. */
  readonly top: DagRow | undefined
  readonly shown: readonly DagRow[]
  readonly newCount: number
}

/**
 * Holds back what is newer than the newest row that is shown. What it pushed out of the pages that are read stays as
 * it was, until it is read again.
 */
export function holdBack(before: HeldList | undefined, read: ReadList): HeldList {
  const { list, rows, hasMore, isHeld } = read
  const known = before?.list === list ? before : undefined
  const top = rows.length === 0 ? undefined : (known?.top ?? rows[0])
  if (!isHeld || top === undefined) return { ...read, top, shown: rows, newCount: 0 }
  const fresh = rows.filter((row) => !isNewer(row, top))
  const pushedOut = hasMore ? beyond(fresh, known) : []
  return { ...read, top, shown: [...fresh, ...pushedOut], newCount: rows.length - fresh.length }
}

/** What was shown beyond the last of some rows. */
function beyond(rows: readonly DagRow[], before: HeldList | undefined): readonly DagRow[] {
  if (before?.isHeld !== true) return []
  const last = rows.at(-1)
  return last === undefined ? before.shown : before.shown.filter((row) => isNewer(last, row))
}

/** By the order of the list. */
function isNewer(one: DagRow, other: DagRow): boolean {
  return one.createdAt > other.createdAt || (one.createdAt === other.createdAt && one.id > other.id)
}
