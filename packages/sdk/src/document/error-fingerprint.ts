import type { StoredError } from './task-document.ts'

const longest = 120

/** What tells two errors of one cause apart: ids, numbers, addresses, quoted values. */
const varying: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/giu, '#'],
  [/\b(?=[0-9a-f]*\d)[0-9a-f]{12,}\b/giu, '#'],
  [/\d+(?:[.:]\d+)*/gu, '#'],
  [/\s+/gu, ' '],
]

/** The code of an error that has none of its own. */
const withoutCode = 'HANDLER_FAILED'

/**
 * What an error has in common with others of the same cause: its code (or its kind, where it says more than
 * `Error`) and the first line of its message without what varies. Text that people can read and search.
 */
export function fingerprintOf({ code, name, message }: StoredError): string {
  const line = message.split('\n', 1)[0] ?? ''
  const text = withoutVarying(line).trim()
  const kind = code === withoutCode ? name : code
  const whole = kind === 'Error' || kind === 'NotAnError' || text.startsWith(kind) ? text : `${kind}: ${text}`
  return whole.slice(0, longest)
}

/** A text with a sign in place of everything that tells two errors of one cause apart. */
export function withoutVarying(text: string): string {
  return varying.reduce((rest, [pattern, sign]) => rest.replaceAll(pattern, sign), text)
}
