import { describeValue } from './describe-value.ts'

const maximumLength = 200

/**
 * Explains why a value cannot be the name of a task definition or of a dependency group, as the end of
 * a sentence that begins with `The name`. Returns undefined when it can.
 */
export function explainBadName(name: unknown): string | undefined {
  if (typeof name !== 'string') return `must be a string, not ${describeValue(name)}.`
  const rule = brokenRule(name)
  return rule === undefined ? undefined : `must not ${rule}: ${JSON.stringify(name.slice(0, 40))}.`
}

function brokenRule(name: string): string | undefined {
  if (name === '') return 'be empty'
  if (name.length > maximumLength) return `be longer than ${maximumLength} characters`
  if (name.trim() !== name) return 'begin or end with white space'
  // MongoDB takes a value that begins with `$` for a field path.
  if (name.startsWith('$')) return 'begin with `$`'
  if (/[\p{Control}\p{Surrogate}]/u.test(name)) return 'contain a control character'
  return undefined
}
