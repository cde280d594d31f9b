import { createHash } from 'node:crypto'

/**
 * Makes an id in the form of all others, always the same from the same parts: what a task pushes while it runs
 * must get the same ids in every attempt.
 */
export function derivedId(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24)
}
