/** A line of two texts that were laid side by side: in both, or in the one or the other alone. */
export interface DiffLine {
  readonly side: 'both' | 'one' | 'other'
  readonly text: string
}

/** Longer texts are compared as far as this: the table that is filled grows with the square. */
const mostLines = 400

/** Which lines two texts share, in their order, by their longest common part. */
export function diffLines(one: readonly string[], other: readonly string[]): readonly DiffLine[] {
  const [left, right] = [one.slice(0, mostLines), other.slice(0, mostLines)]
  const sharedFrom = sharedLengths(left, right)
  const lines: DiffLine[] = []
  let [at, to] = [0, 0]
  while (at < left.length || to < right.length) {
    const [here, there] = [left[at], right[to]]
    if (here !== undefined && here === there) {
      lines.push({ side: 'both', text: here })
      at += 1
      to += 1
    } else if (
      here !== undefined &&
      (there === undefined || sharedFrom(at + 1, to) >= sharedFrom(at, to + 1))
    ) {
      lines.push({ side: 'one', text: here })
      at += 1
    } else {
      lines.push({ side: 'other', text: there ?? '' })
      to += 1
    }
  }
  return lines
}

/** Tells how many lines are shared from a place in the one and a place in the other on. */
function sharedLengths(
  one: readonly string[],
  other: readonly string[],
): (row: number, column: number) => number {
  const width = other.length + 1
  const lengths = new Uint16Array((one.length + 1) * width)
  const lengthAt = (row: number, column: number): number => lengths[row * width + column] ?? 0
  for (let row = one.length - 1; row >= 0; row -= 1) {
    for (let column = other.length - 1; column >= 0; column -= 1) {
      lengths[row * width + column] =
        one[row] === other[column]
          ? lengthAt(row + 1, column + 1) + 1
          : Math.max(lengthAt(row + 1, column), lengthAt(row, column + 1))
    }
  }
  return lengthAt
}
