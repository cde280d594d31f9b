import { printText } from '../../shared/filter/print-text.ts'

/** The terms of a filter as they are written, cut at spaces that are not within quotation marks. */
export function splitWords(filter: string): readonly string[] {
  return filter.match(/(?:[^\s"]|"(?:[^"\\]|\\.)*"?)+/gu) ?? []
}

/** Adds a term in the place of the one that says something about the same. */
export function withWord(filter: string, word: string): string {
  const subject = subjectOf(word)
  return [...splitWords(filter).filter((other) => subjectOf(other) !== subject), word].join(' ')
}

export function withoutWord(filter: string, word: string): string {
  return splitWords(filter)
    .filter((other) => other !== word)
    .join(' ')
}

/** The values that a filter allows for a field: `failed` and `expired` for `state:failed,expired`. */
export function valuesOf(filter: string, field: 'state' | 'type'): readonly string[] {
  const word = splitWords(filter).find((other) => other.startsWith(`${field}:`))
  const values = word?.slice(field.length + 1).match(/(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/gu) ?? []
  return values.map((value) =>
    value.startsWith('"') ? value.slice(1, -1).replaceAll(/\\(.)/gu, '$1') : value,
  )
}

/** Allows a value of a field, or no longer; without values the term goes. */
export function toggleValue(filter: string, field: 'state' | 'type', value: string): string {
  const values = valuesOf(filter, field)
  const left = values.includes(value) ? values.filter((other) => other !== value) : [...values, value]
  if (left.length > 0) return withWord(filter, `${field}:${left.map(printText).join(',')}`)
  return splitWords(filter)
    .filter((other) => subjectOf(other) !== field)
    .join(' ')
}

/** What a term is about: its field, and for times the direction too, since a stretch of time has two ends. */
function subjectOf(word: string): string {
  const [, field = word, comparison = ''] = /^-?([a-z]+)([<>])?/iu.exec(word) ?? []
  const isTime = ['expires', 'lease', 'created', 'updated'].includes(field)
  return isTime ? `${field}${comparison}` : field
}
