import { quoted } from './describe-value.ts'

/**
 * Explains the first key of an object that is not a known one, and offers the one that was probably meant.
 * Returns undefined when all keys are known.
 */
export function explainUnknownKey(object: object, known: readonly string[]): string | undefined {
  const unknown = Object.keys(object).find((key) => !known.includes(key))
  if (unknown === undefined) return undefined
  const near = known.find((key) => isNear(unknown, key))
  if (near !== undefined) return `\`${unknown}\` is unknown. Did you mean \`${near}\`?`
  return `\`${unknown}\` is unknown. ${known.length === 0 ? 'There are none' : `Known are ${quoted(known)}`}.`
}

/** Two keys are near when they differ in case alone, or in at most two letters. */
function isNear(left: string, right: string): boolean {
  if (Math.abs(left.length - right.length) > 2) return false
  return editDistance(left.toLowerCase(), right.toLowerCase()) <= Math.min(2, right.length - 1)
}

function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (const [line, letter] of left.split('').entries()) {
    const next = [line + 1]
    for (let column = 1; column <= right.length; column++) {
      const substitution = (row[column - 1] ?? 0) + (letter === right[column - 1] ? 0 : 1)
      next.push(Math.min(substitution, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[right.length] ?? 0
}
