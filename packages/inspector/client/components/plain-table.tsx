import type { ReactNode } from 'react'

import styles from './plain-table.module.css'

export interface PlainColumn<Row> {
  readonly title: string
  readonly isNumber?: boolean
  readonly cell: (row: Row) => ReactNode
}

interface PlainTableProps<Row> {
  readonly label: string
  readonly rows: readonly Row[]
  readonly idOf: (row: Row) => string
  readonly columns: readonly PlainColumn<Row>[]
}

/** A table of some dozens of rows. On a phone it scrolls sideways. */
export function PlainTable<Row>({ label, rows, idOf, columns }: PlainTableProps<Row>) {
  return (
    // The keyboard must be able to scroll what does not fit.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={styles['scroll']} role="group" aria-label={label} tabIndex={0}>
      <table className={styles['table']}>
        <thead>
          <tr>
            {columns.map(({ title, isNumber }) => (
              <th key={title} scope="col" data-number={isNumber}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={idOf(row)}>
              {columns.map(({ title, isNumber, cell }) => (
                <td key={title} data-number={isNumber}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
