import type { ResponseOf } from './contract.ts'

/** The graph of a DAG as it goes over the wire: one column for each property. */
export type GraphColumns = ResponseOf<'dagGraph'>

export type EdgeKind = GraphColumns['kinds'][number]

/** Reads a column of times; a missing one is NaN. */
export function decodeTimes(column: readonly (number | null)[], base: number): Float64Array {
  let before = base
  return Float64Array.from(column, (difference) => {
    if (difference === null) return Number.NaN
    before += difference
    return before
  })
}

/** Reads the column of states: for every task the place of its state in `viewStateOrder`. */
export function decodeStates(states: string): Uint8Array {
  return Uint8Array.from(states, (digit) => Number.parseInt(digit, 36))
}
