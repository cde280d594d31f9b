const maximumLength = 200

/**
 * Explains why a string cannot be the name of a task definition or of a dependency group.
 * Returns undefined when it can.
 */
export function explainBadName(name: unknown): string | undefined {
  if (typeof name !== 'string') return 'must be a string'
  if (name === '') return 'is empty'
  if (name.length > maximumLength) return `is longer than ${maximumLength} characters`
  if (name.trim() !== name) return 'begins or ends with white space'
  // MongoDB takes a value that begins with `$` for a field path.
  if (name.startsWith('$')) return 'begins with `$`'
  if (/[\p{Control}\p{Surrogate}]/u.test(name)) return 'contains a control character'
  return undefined
}
