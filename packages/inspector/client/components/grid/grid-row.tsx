import type { MouseEvent } from 'react'

import type { Column } from './column.ts'
import type { GridCursor } from './use-grid-cursor.ts'

import styles from './virtual-grid.module.css'

interface GridRowProps<Row> {
  readonly elementId: string
  readonly row: Row
  readonly id: string
  readonly index: number
  readonly top: number
  readonly height: number
  readonly template: string
  readonly columns: readonly Column<Row>[]
  readonly cursor: GridCursor
  readonly isMarkable: boolean
  readonly onOpen: (id: string) => void
}

export function GridRow<Row>(props: GridRowProps<Row>) {
  const { row, id, index, cursor, isMarkable } = props
  const isMarked = cursor.marked.has(id)
  const onClick = (event: MouseEvent): void => {
    if (event.target instanceof Element && event.target.closest('a, button, input') !== null) return
    cursor.moveTo(index)
    if (isMarkable && event.shiftKey) cursor.toggleTo(index)
    else props.onOpen(id)
  }
  return (
    // The keys of a row are those of its grid, which has the focus.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      role="row"
      id={props.elementId}
      aria-rowindex={index + 2}
      aria-selected={isMarkable ? isMarked : undefined}
      data-active={cursor.place === index}
      data-marked={isMarked}
      className={styles['row']}
      style={{
        gridTemplateColumns: props.template,
        transform: `translateY(${props.top}px)`,
        height: props.height,
      }}
      onClick={onClick}
    >
      {isMarkable && (
        <div role="gridcell" className={styles['mark']}>
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={`Mark ${id}`}
            checked={isMarked}
            onChange={() => cursor.toggle(index)}
          />
        </div>
      )}
      {props.columns.map(({ key, isNumber, cell }) => (
        <div key={key} role="gridcell" className={styles['cell']} data-number={isNumber}>
          {cell(row)}
        </div>
      ))}
    </div>
  )
}
