import { createHash } from 'node:crypto'

/** A strong ETag of whatever names a state. */
export function etagOf(state: string): string {
  return `"${createHash('sha256').update(state).digest('base64url').slice(0, 22)}"`
}
