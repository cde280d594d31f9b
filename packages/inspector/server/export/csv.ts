/** What a cell of a table may hold; undefined leaves it empty. */
export type Cell = string | number | undefined

/** What a spreadsheet would take for a formula, and run. */
const formula = /^[=+\-@\t\r\n]/

/**
 * One line of a CSV file (RFC 4180). A text that begins like a formula gets an apostrophe before it, which
 * spreadsheets show as plain text.
 */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(cell: Cell): string {
  if (cell === undefined) return ''
  if (typeof cell === 'number') return String(cell)
  const text = formula.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
