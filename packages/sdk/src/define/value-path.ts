/** One step into a value: the key of an object, or the index of an array. */
export type PathSegment = string | number

/** Writes a path the way JavaScript would: `payload.items[3]["two words"]`. */
export function formatPath(segments: readonly PathSegment[]): string {
  return segments.map(formatSegment).join('')
}

function formatSegment(segment: PathSegment, position: number): string {
  if (typeof segment === 'number') return `[${segment}]`
  if (!/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(segment)) return `[${JSON.stringify(segment)}]`
  return position === 0 ? segment : `.${segment}`
}
